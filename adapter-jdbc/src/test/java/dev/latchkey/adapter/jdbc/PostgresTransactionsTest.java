package dev.latchkey.adapter.jdbc;

import dev.latchkey.contract.fixture.TestClock;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class PostgresTransactionsTest extends HostTransactionRules {
    @Override
    DataSource empty() {
        PGSimpleDataSource database = Postgres.schema();
        database.setOptions("-c lock_timeout=50");
        return database;
    }

    @Override
    void discard(DataSource emptied) {
        Postgres.discard(emptied);
    }

    @Test
    void aLimiterOnConnectionsOfTheHostLeavesItsTransactionToIt() {
        assertLeavesTheTransactionToTheHost(pool -> PostgresRateLimiter.on(pool, new TestClock()));
    }
}
