package dev.latchkey.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.adapter.jdbc.JdbcSchema;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.ports.api.Authenticator;
import dev.latchkey.ports.api.Latchkey;
import dev.latchkey.ports.api.Verdict;
import dev.latchkey.ports.spi.KeyStore;
import java.util.List;
import java.util.Random;

/** Warm requests with a thousand keys chosen at random, where these are all the keys and where there are a million: in memory, and on PostgreSQL with one read for each. Both take turns. */
final class MillionKeys implements Measurement {
    private static final int FEW = 1_000;
    private static final int MANY = 1_000_000;
    private static final int TURNS = 40;
    private static final int WARM_UP = 10;

    @Override
    public List<String> jvm() {
        return List.of("-Xmx6g");
    }

    @Override
    public List<Row> rows() {
        return List.of(inMemory(), onPostgres());
    }

    private static Row inMemory() {
        try (Latchkey few = latchkey(new InMemoryKeyStore());
                Latchkey many = latchkey(new InMemoryKeyStore())) {
            List<String> fewKeys = Issued.keys(few, FEW);
            List<String> all = Issued.keys(many, MANY);
            List<String> manyKeys =
                    new Random(1).ints(FEW, 0, MANY).mapToObj(all::get).toList();
            return row("in memory", few, fewKeys, many, manyKeys, 200);
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
                return row("PostgreSQL, no record cache", few, fewKeys, many, manyKeys, 4);
            }
        }
    }

    private static KeyStore filled(HikariDataSource pool, int keys) {
        // Many keys are issued, and nothing here is about the disk.
        pool.setConnectionInitSql("set synchronous_commit = off");
        JdbcSchema.apply(pool);
        Keys.fill(pool, Keys.Words.POSTGRESQL, keys);
        return JdbcKeyStore.on(pool);
    }

    private static Latchkey latchkey(KeyStore store) {
        return Issued.latchkey(store).argon2(Argon2.CHEAP).provenKeys(MANY).build();
    }

    private static Row row(
            String where, Latchkey few, List<String> fewKeys, Latchkey many, List<String> manyKeys, int rounds) {
        Times fewTimes = new Times();
        Times manyTimes = new Times();
        for (int i = -WARM_UP; i < TURNS; i++) {
            if (i == 0) {
                fewTimes.forget();
                manyTimes.forget();
            }
            turn(few.authenticator(), fewKeys, rounds, fewTimes);
            turn(many.authenticator(), manyKeys, rounds, manyTimes);
        }
        return Row.times(
                "warm authenticate of a thousand keys out of a million, " + where + "; of a thousand",
                manyTimes.median() / rounds / FEW,
                fewTimes.median() / rounds / FEW,
                "1 within noise");
    }

    private static void turn(Authenticator authenticator, List<String> keys, int rounds, Times times) {
        times.time(() -> {
            int accepted = 0;
            for (int i = 0; i < rounds; i++) {
                for (String key : keys) {
                    if (authenticator.authenticate(key, Requirement.ANY, null) instanceof Verdict.Accepted) {
                        accepted++;
                    }
                }
            }
            return accepted == rounds * keys.size();
        });
    }
}
