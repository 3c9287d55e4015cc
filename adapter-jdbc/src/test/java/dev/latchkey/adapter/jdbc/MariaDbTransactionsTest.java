package dev.latchkey.adapter.jdbc;

import dev.latchkey.contract.fixture.TestClock;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("extended")
class MariaDbTransactionsTest extends HostTransactionRules {
    @Override
    DataSource empty() {
        return MariaDb.impatient();
    }

    @Override
    void discard(DataSource emptied) {
        MariaDb.discard(emptied);
    }

    @Test
    void aLimiterOnConnectionsOfTheHostLeavesItsTransactionToIt() {
        assertLeavesTheTransactionToTheHost(pool -> MariaDbRateLimiter.on(pool, new TestClock()));
    }
}
