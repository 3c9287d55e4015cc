package dev.latchkey.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.contract.fixture.TestClock;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.KeyQuery;
import java.sql.Connection;
import java.sql.SQLException;
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

    /** As during a migration of the host. */
    @Test
    void aReadThatDoesNotGetItsLockLeavesTheTransactionUsable() throws SQLException {
        KeyStore store = JdbcKeyStore.on(host.proxy());
        Changed issued = Keys.issue(Keys.spec(), Keys.T0);
        try (Connection migration = database.getConnection()) {
            migration.setAutoCommit(false);
            Sql.execute(migration, "lock table latchkey_usage in access exclusive mode");
            host.commit(connection -> {
                Sql.execute(connection, "create table done_by_host (id integer)");
                assertThatThrownBy(() -> store.list(KeyQuery.of(Keys.TENANT, 10)), "reading a locked table")
                        .isInstanceOf(StoreException.class);
                assertThat(store.findById(Keys.id()).value()).isEmpty();
                Sql.execute(connection, "insert into done_by_host values (1)");
            });
        }
        assertThat(Sql.query(database, "select id from done_by_host")).containsExactly("1");
        assertThat(store.insert(issued.next(), issued.event()).value()).isEqualTo(Insertion.INSERTED);
    }

    @Test
    void aLimiterOnConnectionsOfTheHostLeavesItsTransactionToIt() {
        assertLeavesTheTransactionToTheHost(pool -> PostgresRateLimiter.on(pool, new TestClock()));
    }
}
