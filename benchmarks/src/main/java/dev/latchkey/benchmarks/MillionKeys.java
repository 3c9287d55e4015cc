package dev.latchkey.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.Authenticator;
import dev.latchkey.Latchkey;
import dev.latchkey.Verdict;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.adapter.jdbc.JdbcSchema;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.ports.KeyStore;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BooleanSupplier;

/**
 * Warm requests with a thousand keys chosen at random, where these are all the keys and where there are a million: in
 * memory, and on PostgreSQL with one read for each. Both take turns.
 */
final class MillionKeys implements Measurement {
    private static final int FEW = 1_000;
    private static final int MANY = 1_000_000;
    private static final int TURNS = 40;
    private static final int WARM_UP = 10;
    /** So often each of the thousand keys in a turn. */
    private static final int IN_MEMORY = 200;

    private static final int ON_POSTGRES = 4;
    private static final String TO_REACH = "1 within noise";

    /**
     * A million keys do not fit into the memory that a processor has addresses of at hand, unless its pages are huge.
     */
    @Override
    public List<String> jvm() {
        return List.of("-Xmx6g", "-XX:+UseTransparentHugePages");
    }

    @Override
    public List<Row> rows() {
        List<Row> rows = new ArrayList<>(inMemory());
        rows.add(onPostgres());
        return rows;
    }

    private static List<Row> inMemory() {
        try (Latchkey few = latchkey(new InMemoryKeyStore());
                Latchkey many = latchkey(new InMemoryKeyStore())) {
            List<String> fewKeys = arrived(Issued.keys(few, FEW));
            List<String> all = Issued.keysInParallel(many, MANY);
            List<String> manyKeys =
                    arrived(new Random(1).ints(FEW, 0, MANY).mapToObj(all::get).toList());
            return List.of(
                    row(
                            "warm authenticate, in memory",
                            all(few.authenticator(), fewKeys),
                            all(many.authenticator(), manyKeys),
                            IN_MEMORY,
                            TO_REACH),
                    row(
                            "SHA-256 and one read of a concurrent map",
                            floor(fewKeys, fewKeys),
                            floor(all, manyKeys),
                            IN_MEMORY,
                            ""));
        }
    }

    /**
     * As texts of their own, made one after another: what a request brings has just arrived, wherever in memory the key
     * was that it was once copied from.
     */
    private static List<String> arrived(List<String> keys) {
        return keys.stream().map(key -> new String(key.toCharArray())).toList();
    }

    /** What cannot be avoided, with a map of all these keys. */
    private static BooleanSupplier floor(List<String> all, List<String> asked) {
        ConcurrentMap<String, String> map = new ConcurrentHashMap<>();
        all.forEach(key -> map.put(handle(key), key));
        return () -> {
            int found = 0;
            for (String key : asked) {
                if (sha256(key).length > 0 && map.get(handle(key)) != null) {
                    found++;
                }
            }
            return found == asked.size();
        };
    }

    private static String handle(String key) {
        int from = Issued.FORMAT.prefix().length();
        return key.substring(from, from + Issued.FORMAT.handleLength());
    }

    private static byte[] sha256(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Row onPostgres() {
        try (PostgresServer server = PostgresServer.start();
                HikariDataSource pool = server.pool("postgres")) {
            Keys.execute(pool, List.of("create database few", "create database many"));
            try (HikariDataSource fewPool = server.pool("few");
                    HikariDataSource manyPool = server.pool("many");
                    Latchkey few = latchkey(filled(fewPool, 0));
                    Latchkey many = latchkey(filled(manyPool, MANY - FEW))) {
                List<String> fewKeys = Issued.keys(few, FEW);
                List<String> manyKeys = Issued.keys(many, FEW);
                Keys.execute(fewPool, List.of("vacuum analyze"));
                Keys.execute(manyPool, List.of("vacuum analyze", "checkpoint"));
                return row(
                        "warm authenticate, PostgreSQL, no record cache",
                        all(few.authenticator(), fewKeys),
                        all(many.authenticator(), manyKeys),
                        ON_POSTGRES,
                        TO_REACH);
            }
        }
    }

    private static KeyStore filled(HikariDataSource pool, int keys) {
        // Many keys are issued, and nothing here is about the disk.
        pool.setConnectionInitSql("set synchronous_commit = off");
        JdbcSchema.apply(pool);
        Keys.fillWithoutTrail(pool, Keys.Words.POSTGRESQL, keys);
        return JdbcKeyStore.on(pool);
    }

    private static Latchkey latchkey(KeyStore store) {
        return Issued.latchkey(store).argon2(Argon2.CHEAP).provenKeys(MANY).build();
    }

    /** Each of them once. */
    private static BooleanSupplier all(Authenticator authenticator, List<String> keys) {
        return () -> {
            int accepted = 0;
            for (String key : keys) {
                if (authenticator.authenticate(key, Requirement.ANY, null).outcome() == Verdict.Outcome.ACCEPTED) {
                    accepted++;
                }
            }
            return accepted == keys.size();
        };
    }

    private static Row row(String what, BooleanSupplier few, BooleanSupplier many, int rounds, String toReach) {
        Times fewTimes = new Times();
        Times manyTimes = new Times();
        for (int i = -WARM_UP; i < TURNS; i++) {
            if (i == 0) {
                fewTimes.forget();
                manyTimes.forget();
            }
            for (int j = 0; j < rounds; j++) {
                fewTimes.time(few);
            }
            for (int j = 0; j < rounds; j++) {
                manyTimes.time(many);
            }
        }
        return Row.times(
                what + ": a thousand keys out of a million; out of a thousand",
                manyTimes.median() / FEW,
                fewTimes.median() / FEW,
                toReach);
    }
}
