package dev.latchkey.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.Latchkey;
import dev.latchkey.LatchkeyBuilder;
import dev.latchkey.Verdict;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.adapter.jdbc.JdbcSchema;
import dev.latchkey.core.access.Requirement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

/** Latchkey as its peers are measured: a hundred keys, chosen at random. */
public final class LatchkeyRate implements BooleanSupplier {
    private static final int KEYS = 100;

    private final Latchkey latchkey;
    private final List<String> keys;

    /**
     * Issues the keys, and proves each once.
     *
     * @param url {@code memory}, or the JDBC address of an empty PostgreSQL database
     * @param mode {@code cached} for a record cache, {@code whole} to read the whole key for each request, anything
     *     else to read the version of a key that is remembered
     */
    public LatchkeyRate(String url, String mode) {
        LatchkeyBuilder builder;
        if (url.equals("memory")) {
            builder = Issued.latchkey(new InMemoryKeyStore());
        } else {
            HikariDataSource pool = new HikariDataSource();
            pool.setJdbcUrl(url);
            pool.setMaximumPoolSize(PostgresServer.POOL);
            JdbcSchema.apply(pool);
            builder = Issued.latchkey(JdbcKeyStore.on(pool));
        }
        if (mode.equals("cached")) {
            builder.recordCache(listener -> () -> {}, KEYS, Duration.ofMinutes(1));
        } else if (mode.equals("whole")) {
            builder.revalidatedKeys(0);
        }
        latchkey = builder.build();
        keys = Issued.keys(latchkey, KEYS);
    }

    @Override
    public boolean getAsBoolean() {
        String key = keys.get(ThreadLocalRandom.current().nextInt(KEYS));
        return latchkey.authenticator().authenticate(key, Requirement.ANY, null).outcome() == Verdict.Outcome.ACCEPTED;
    }
}
