package dev.latchkey.adapter.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.contract.feed.ChangeFeedContract;
import dev.latchkey.ports.ChangeFeed;
import dev.latchkey.ports.KeyStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.postgresql.ds.PGSimpleDataSource;

/** On a connection of its own. */
class PostgresChangeFeedTest extends ChangeFeedContract {
    private static final PGSimpleDataSource DATABASE = Postgres.schemaOf(Postgres.database());
    private static HikariDataSource pool;

    @BeforeAll
    static void start() {
        pool = Postgres.pool(DATABASE);
        JdbcSchema.apply(pool);
    }

    @AfterAll
    static void stop() {
        pool.close();
        Postgres.discard(DATABASE);
    }

    @Override
    protected KeyStore store() {
        Postgres.truncate(pool);
        return JdbcKeyStore.on(pool);
    }

    @Override
    protected ChangeFeed feed(KeyStore changing) {
        return PostgresChangeFeed.on(DATABASE);
    }

    @Override
    protected boolean isOfSubscription(Thread thread) {
        return thread.getName().startsWith("latchkey");
    }
}
