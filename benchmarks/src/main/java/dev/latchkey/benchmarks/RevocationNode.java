package dev.latchkey.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.IssuedKey;
import dev.latchkey.Latchkey;
import dev.latchkey.Verdict;
import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.adapter.jdbc.JdbcSchema;
import dev.latchkey.adapter.jdbc.PostgresChangeFeed;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.hashing.Argon2Parameters;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.ChangeFeed;
import dev.latchkey.ports.KeyStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A node of {@link Revocation}, with a record cache behind a feed that can be cut. As a program it does what it reads,
 * a line each, and answers with a line.
 */
final class RevocationNode implements AutoCloseable {
    static final int PAUSE_MICROS = 50;

    private static final Actor ADMIN = Actor.host("benchmark");
    private static final String TENANT = "tenant";

    private static final int NOBODYS_PORT = 1;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    private final HikariDataSource pool = new HikariDataSource();
    private final PGSimpleDataSource listening = new PGSimpleDataSource();
    private final AtomicLong reads = new AtomicLong();
    private final Set<UUID> told = ConcurrentHashMap.newKeySet();
    private final AtomicLong interruptions = new AtomicLong();
    private final AtomicLong resumptions = new AtomicLong();
    private final Latchkey latchkey;
    private int[] port = {};

    RevocationNode(String url) {
        pool.setJdbcUrl(url);
        pool.setMaximumPoolSize(PostgresServer.POOL);
        JdbcSchema.apply(pool);
        listening.setUrl(url);
        listening.setApplicationName(UUID.randomUUID().toString());
        ChangeFeed feed = PostgresChangeFeed.on(listening);
        latchkey = Latchkey.builder()
                .store(countingReads(JdbcKeyStore.on(pool)))
                .keyFormat(KeyFormat.of("bench_"))
                // Cheap, for it is not what is measured here.
                .argon2(new Argon2Parameters(64, 1, 1))
                .recordCache(listener -> feed.subscribe(countingNews(listener)), 10_000, Duration.ofHours(1))
                .build();
    }

    /** A key, and what is sent to use it. */
    record Issued(UUID id, String raw) {}

    /**
     * Runs the node as a program.
     *
     * @param args the database's URL
     * @throws IOException when its input cannot be read
     */
    public static void main(String[] args) throws IOException {
        try (RevocationNode node = new RevocationNode(args[0]);
                BufferedReader commands =
                        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            System.out.println("ready");
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                String[] words = line.split(" ", 2);
                System.out.println(
                        switch (words[0]) {
                            case "warm" -> node.warm(words[1]);
                            case "watch" -> node.watch(words[1]);
                            case "try" -> node.accepts(words[1]) ? "accepted" : "refused";
                            case "cut" -> node.cut();
                            case "mend" -> node.mend();
                            default -> throw new IllegalArgumentException(line);
                        });
            }
        }
    }

    Issued issue() {
        IssuedKey issued = latchkey.keys()
                .issue(KeySpec.of(TENANT, Scope.tenant(), "benchmark").allPermissions(), ADMIN)
                .orElseThrow();
        return new Issued(issued.key().id(), issued.rawKey().reveal());
    }

    void revoke(Issued issued) {
        if (!latchkey.keys().revoke(TENANT, issued.id(), "benchmark", ADMIN).isDone()) {
            throw new IllegalStateException("was not revoked");
        }
    }

    /**
     * Until requests are served from memory, and no news of the insertion is under way that would make them read again.
     */
    private String warm(String raw) {
        long deadline = System.nanoTime() + PATIENCE;
        boolean isWarm = false;
        while (!isWarm) {
            long before = reads.get();
            ApiKey accepted = ask(raw).acceptedCaller().key();
            boolean isNewsOver = accepted != null && told.contains(accepted.id());
            isWarm = isNewsOver && reads.get() == before;
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("must be accepted, and remembered");
            }
        }
        told.clear();
        return "warm";
    }

    /** Answers when it was first refused. */
    private String watch(String raw) {
        long deadline = System.nanoTime() + PATIENCE;
        while (accepts(raw)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("was never refused");
            }
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(PAUSE_MICROS));
        }
        return Long.toString(System.nanoTime());
    }

    private boolean accepts(String raw) {
        return ask(raw).outcome() == Verdict.Outcome.ACCEPTED;
    }

    private Verdict ask(String raw) {
        Verdict verdict = latchkey.authenticator().authenticate(raw, Requirement.ANY, null);
        if (verdict.outcome() == Verdict.Outcome.UNAVAILABLE) {
            throw new IllegalStateException("the database is gone");
        }
        return verdict;
    }

    /** The listening connection ends, and no other can be opened. */
    private String cut() {
        long before = interruptions.get();
        port = listening.getPortNumbers();
        listening.setPortNumbers(new int[] {NOBODYS_PORT});
        Keys.execute(
                pool,
                List.of("select pg_terminate_backend(pid) from pg_stat_activity where application_name = '"
                        + listening.getApplicationName() + "'"));
        await(interruptions, before);
        return "cut";
    }

    private String mend() {
        long before = resumptions.get();
        listening.setPortNumbers(port);
        await(resumptions, before);
        return "mended";
    }

    private static void await(AtomicLong counter, long before) {
        long deadline = System.nanoTime() + PATIENCE;
        while (counter.get() == before) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the feed says nothing");
            }
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(PAUSE_MICROS));
        }
    }

    private KeyStore countingReads(KeyStore store) {
        return (KeyStore) Proxy.newProxyInstance(
                KeyStore.class.getClassLoader(), new Class<?>[] {KeyStore.class}, (self, method, arguments) -> {
                    if (method.getName().equals("findByHandle")) {
                        reads.incrementAndGet();
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private ChangeFeed.Listener countingNews(ChangeFeed.Listener listener) {
        return new ChangeFeed.Listener() {
            @Override
            public void changed(UUID keyId) {
                listener.changed(keyId);
                told.add(keyId);
            }

            @Override
            public void interrupted() {
                listener.interrupted();
                interruptions.incrementAndGet();
            }

            @Override
            public void resumed() {
                listener.resumed();
                resumptions.incrementAndGet();
            }
        };
    }

    @Override
    public void close() {
        latchkey.close();
        pool.close();
    }
}
