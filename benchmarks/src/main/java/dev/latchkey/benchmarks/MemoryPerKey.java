package dev.latchkey.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.Latchkey;
import dev.latchkey.Verdict;
import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.adapter.jdbc.JdbcSchema;
import dev.latchkey.core.access.Requirement;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What a node remembers of a key that it has proven and keeps in its record cache: the heap that living objects take,
 * at so many keys and at twice as many. The keys come from PostgreSQL, so that nothing of them is shared with a store
 * in the same heap.
 */
final class MemoryPerKey implements Measurement {
    private static final int KEYS = 20_000;
    /** After which everything that is there once is there. */
    private static final int WARM_UP = 1_000;

    private static final int LIMIT = 800;

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
                keys = Issued.keys(issuer, WARM_UP + 2 * KEYS);
            }
            try (Latchkey latchkey = Issued.latchkey(store)
                    .argon2(Argon2.CHEAP)
                    .provenKeys(keys.size())
                    .recordCache(listener -> () -> {}, keys.size(), Duration.ofHours(1))
                    .build()) {
                authenticate(latchkey, keys.subList(0, WARM_UP));
                long none = used(latchkey);
                authenticate(latchkey, keys.subList(WARM_UP, WARM_UP + KEYS));
                long once = used(latchkey);
                authenticate(latchkey, keys.subList(WARM_UP + KEYS, keys.size()));
                long twice = used(latchkey);
                return List.of(
                        row("heap per cached key (record and proof), " + 2 * KEYS + " keys", (twice - none) / 2),
                        row("of these, the first " + KEYS, once - none),
                        row("and " + KEYS + " more", twice - once));
            }
        }
    }

    private static void authenticate(Latchkey latchkey, List<String> keys) {
        for (String key : keys) {
            if (latchkey.authenticator()
                            .authenticate(key, Requirement.ANY, null)
                            .outcome()
                    != Verdict.Outcome.ACCEPTED) {
                throw new IllegalStateException("a key is not accepted");
            }
        }
    }

    /** The bytes of all living objects, after a collection. The collector's own figure counts in regions. */
    private static long used(Latchkey latchkey) {
        latchkey.flush();
        try {
            String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
            // Without what the collector fills gaps with.
            return histogram
                    .lines()
                    .map(line -> line.strip().split(" +", -1))
                    .filter(line -> line.length >= 4 && line[0].endsWith(":") && !line[3].contains("FillerElement"))
                    .mapToLong(line -> Long.parseLong(line[2]))
                    .sum();
        } catch (JMException e) {
            throw new IllegalStateException("this JVM counts no objects", e);
        }
    }

    private static Row row(String name, long bytes) {
        double each = (double) bytes / KEYS;
        return new Row(
                name, String.format(Locale.ROOT, "%.0f B", each), LIMIT + " B", Row.ratio(each / LIMIT), "at most 1");
    }
}
