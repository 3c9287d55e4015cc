package dev.latchkey.adapter.jdbc;

import static dev.latchkey.contract.fixture.Keys.ACTOR;
import static dev.latchkey.contract.fixture.Keys.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.StoreException;
import dev.latchkey.support.BoundDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What happens to other statements of the host's transaction, and when another transaction is in the way. The rest is
 * in {@link HostTransactionRules}.
 */
abstract class TransactionRules extends AdapterRules {
    private BoundDataSource host;
    private KeyStore store;

    /** On other connections. */
    private KeyStore outside;

    /** Tells whether what a transaction at SERIALIZABLE has read cannot be changed until it ends. */
    boolean locksWhatSerializableReads() {
        return false;
    }

    private boolean locksWhatItReads(int isolation) {
        return locksWhatSerializableReads() && isolation == Connection.TRANSACTION_SERIALIZABLE;
    }

    @BeforeEach
    void makeStores() {
        JdbcSchema.apply(database);
        Sql.execute(database, "create table host_order (id int primary key)");
        host = new BoundDataSource(database);
        store = JdbcKeyStore.on(host.proxy());
        outside = JdbcKeyStore.on(database);
    }

    @Test
    void aChangeIsCommittedWithTheHostsTransactionAndNotBefore() {
        Changed issued = Keys.issue(Keys.spec(), T0);
        host.commit(connection -> {
            order(connection, 1);
            inserted(store, issued);
            assertThat(replace(store, issued.next().by(ACTOR, T0).rename("new")))
                    .isTrue();
            assertThat(store.findById(issued.next().id()).value()).isPresent();
            assertThat(outside.findById(issued.next().id()).value()).isEmpty();
        });

        assertThat(outside.findById(issued.next().id()).value())
                .map(ApiKey::name)
                .contains("new");
        assertThat(orders()).containsExactly("1");
    }

    @Test
    void aChangeIsRolledBackWithTheHostsTransaction() {
        Changed issued = Keys.issue(Keys.spec(), T0);
        ApiKey before = inserted(outside, Keys.issue(Keys.spec(), T0));
        host.rollBack(connection -> {
            order(connection, 1);
            inserted(store, issued);
            replaced(store, before.by(ACTOR, T0).revoke("test"));
            assertThat(store.purge(Keys.purge(T0.plusSeconds(1), 10))).isEqualTo(1);
        });

        assertThat(outside.findById(issued.next().id()).value()).isEmpty();
        assertThat(outside.findById(before.id()).value()).contains(before);
        assertThat(orders()).isEmpty();
        assertThat(insert(outside, issued)).isEqualTo(Insertion.INSERTED);
    }

    @Test
    void whatIsRefusedLeavesTheHostsTransactionUsableAndNothingBehind() {
        ApiKey taken = inserted(outside, Keys.issue(Keys.spec().slot("default"), T0));
        ApiKey own = inserted(outside, Keys.issue(Keys.spec(), T0));
        String handle = taken.currentSecret().handle();
        Changed second = Keys.issue(Keys.spec().slot("default"), T0);
        Changed reused = Keys.issue(Keys.id(), Keys.spec(), Keys.secret(handle), T0);
        Changed sameId = Keys.issue(taken.id(), Keys.spec(), Keys.secret(), T0);
        Changed good = Keys.issue(Keys.spec(), T0);
        host.commit(connection -> {
            order(connection, 1);
            assertThat(insert(store, second)).isEqualTo(Insertion.SLOT_TAKEN);
            order(connection, 2);
            assertThat(insert(store, reused)).isEqualTo(Insertion.HANDLE_TAKEN);
            order(connection, 3);
            assertThat(replace(store, own.by(ACTOR, T0).rotate(Keys.secret(handle), Duration.ZERO)))
                    .isFalse();
            assertThatThrownBy(() -> insert(store, sameId), "a second key with one id")
                    .isInstanceOf(StoreException.class);
            order(connection, 4);
            assertThat(insert(store, good)).isEqualTo(Insertion.INSERTED);
        });

        assertThat(orders()).containsExactly("1", "2", "3", "4");
        assertThat(outside.findById(own.id()).value()).contains(own);
        assertThat(outside.findById(second.next().id()).value()).isEmpty();
        assertThat(outside.findById(reused.next().id()).value()).isEmpty();
        assertThat(outside.findById(good.next().id()).value()).contains(good.next());
        assertThat(Sql.query(database, "select count(*) from latchkey_audit")).containsExactly("3");
    }

    @Test
    void theTransactionOfAHostsJdbiIsJoined() {
        Jdbi jdbi = Jdbi.create(database);
        KeyStore onJdbi = JdbcKeyStore.on(jdbi);
        Changed lost = Keys.issue(Keys.spec(), T0);
        Changed kept = Keys.issue(Keys.spec(), T0);
        jdbi.useTransaction(handle -> {
            handle.execute("insert into host_order values (7)");
            inserted(onJdbi, lost);
            handle.rollback();
        });
        jdbi.useTransaction(handle -> {
            handle.execute("insert into host_order values (8)");
            inserted(onJdbi, kept);
        });

        assertThat(outside.findById(lost.next().id()).value()).isEmpty();
        assertThat(outside.findById(kept.next().id()).value()).contains(kept.next());
        assertThat(orders()).containsExactly("8");
    }

    @Test
    void connectionsThatNobodyWouldCommitAreRefused() {
        DataSource off = (DataSource) BoundDataSource.proxy(DataSource.class, database, "getConnection", () -> {
            Connection connection = database.getConnection();
            connection.setAutoCommit(false);
            return connection;
        });

        assertThatThrownBy(() -> JdbcKeyStore.on(off), "a store on connections with auto-commit off")
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("auto-commit");
    }

    @Test
    void aKeyThatAnotherTransactionHasLockedIsContention() throws SQLException {
        ApiKey key = inserted(outside, Keys.issue(Keys.spec().slot("default"), T0));
        try (Connection other = database.getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("update latchkey_key set name = 'locked'");
            statement.execute("insert into latchkey_handle values ('inTheWay', '" + key.id() + "')");
            Changed waiting = Keys.issue(Keys.id(), Keys.spec(), Keys.secret("inTheWay"), T0);

            assertThat(replace(store, key.by(ACTOR, T0).rename("new"))).isFalse();
            assertThatThrownBy(() -> insert(store, waiting), "an insertion behind a lock")
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(waiting.next().id().toString())
                    .hasRootCauseInstanceOf(SQLException.class);
            assertThat(store.findByHandle(key.currentSecret().handle()).value()).contains(key);
            host.commit(connection -> {
                order(connection, 1);
                assertThatThrownBy(() -> replace(store, key.by(ACTOR, T0).rename("new")), "a change behind a lock")
                        .isInstanceOf(StoreException.class);
                order(connection, 2);
            });
            other.rollback();
        }

        assertThat(replace(store, key.by(ACTOR, T0).rename("new"))).isTrue();
        assertThat(orders()).containsExactly("1", "2");
    }

    @Test
    void manyPurgesAtRepeatableReadEnd() {
        DataSource repeatable = (DataSource) BoundDataSource.proxy(DataSource.class, database, "getConnection", () -> {
            Connection connection = database.getConnection();
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            return connection;
        });
        KeyStore node = JdbcKeyStore.on(repeatable);
        int nodes = 8;
        for (int i = 0; i < 3 * nodes; i++) {
            inserted(outside, Keys.issue(Keys.spec().expiresAt(T0.plusMillis(1)), T0));
        }
        CyclicBarrier start = new CyclicBarrier(nodes);
        ExecutorService threads = Executors.newFixedThreadPool(nodes);
        try {
            List<Future<Integer>> purges = IntStream.range(0, nodes)
                    .mapToObj(i -> threads.submit(() -> {
                        start.await();
                        return node.purge(Keys.purge(T0.plusSeconds(1), 100));
                    }))
                    .toList();
            int purged = 0;
            for (Future<Integer> purge : purges) {
                purged += purge.get(60, TimeUnit.SECONDS);
            }
            assertThat(purged + outside.purge(Keys.purge(T0.plusSeconds(1), 100)))
                    .isEqualTo(3 * nodes);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Connection.TRANSACTION_REPEATABLE_READ, Connection.TRANSACTION_SERIALIZABLE})
    void authenticatingInATransactionThatMayNotSeeTheLatestCommitIsRefused(int isolation) {
        ApiKey key = inserted(outside, Keys.issue(Keys.spec(), T0));
        String handle = key.currentSecret().handle();
        host.rollBack(connection -> {
            connection.setTransactionIsolation(isolation);
            order(connection, 1);
            assertThat(store.findById(key.id()).value()).contains(key);
            assertThat(replace(outside, key.by(ACTOR, T0).revoke("test"))).isNotEqualTo(locksWhatItReads(isolation));
            assertThatThrownBy(() -> store.findByHandle(handle), "a read for authentication")
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("Authenticate outside of the transaction, or use READ COMMITTED");
            order(connection, 2);
        });
        host.commit(connection -> {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            assertThat(store.findByHandle(handle).value())
                    .map(found -> found.revocation() == null)
                    .contains(locksWhatItReads(isolation));
        });
    }

    private static void order(Connection connection, int id) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("insert into host_order values (" + id + ")");
        }
    }

    private List<String> orders() {
        return Sql.query(database, "select id from host_order order by id");
    }
}
