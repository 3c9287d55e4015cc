package dev.latchkey.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.adapter.jdbc.JdbcSchema;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.ports.api.Latchkey;
import dev.latchkey.ports.api.Verdict;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What a node remembers of a key that it has proven and keeps in its record cache: the heap that is in use after a collection, at so many keys and at twice as many. The keys come from PostgreSQL, so that
 * nothing of them is shared with a store in the same heap.
 */
final class MemoryPerKey implements Measurement {
    private static final int KEYS = 20_000;
    private static final int LIMIT = 1024;

    @Override
    public List<String> jvm() {
        return List.of("-Xmx1g");
    }

    @Override
    public List<Row> rows() {
        try (PostgresServer server = PostgresServer.start();
                HikariDataSource pool = server.pool("postgres")) {
            // Many keys are issued, and nothing here is about the disk.
            pool.setConnectionInitSql("set synchronous_commit = off");
            JdbcSchema.apply(pool);
            JdbcKeyStore store = JdbcKeyStore.on(pool);
            List<String> keys;
            try (Latchkey issuer =
                    Issued.latchkey(store).argon2(Argon2.CHEAP).provenKeys(0).build()) {
                keys = Issued.keys(issuer, 2 * KEYS);
            }
            try (Latchkey latchkey = Issued.latchkey(store)
                    .argon2(Argon2.CHEAP)
                    .provenKeys(2 * KEYS)
                    .recordCache(listener -> () -> {}, 2 * KEYS, Duration.ofHours(1))
                    .build()) {
                long none = used(latchkey);
                authenticate(latchkey, keys.subList(0, KEYS));
                long once = used(latchkey);
                authenticate(latchkey, keys.subList(KEYS, 2 * KEYS));
                long twice = used(latchkey);
                return List.of(
                        row("heap per cached key (record and proof), " + KEYS + " keys", once - none),
                        row("the same, " + KEYS + " more", twice - once));
            }
        }
    }

    private static void authenticate(Latchkey latchkey, List<String> keys) {
        for (String key : keys) {
            if (!(latchkey.authenticator().authenticate(key, Requirement.ANY, null) instanceof Verdict.Accepted)) {
                throw new IllegalStateException("a key is not accepted");
            }
        }
    }

    private static long used(Latchkey latchkey) {
        latchkey.flush();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static Row row(String name, long bytes) {
        double each = (double) bytes / KEYS;
        return new Row(
                name, String.format(Locale.ROOT, "%.0f B", each), LIMIT + " B", Row.ratio(each / LIMIT), "at most 1");
    }
}
