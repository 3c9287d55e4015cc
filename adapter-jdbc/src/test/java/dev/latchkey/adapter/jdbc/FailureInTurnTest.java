package dev.latchkey.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.StoreException;
import dev.latchkey.support.BoundDataSource;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** What is undone after a failure and fails in turn, as connections of a pool do that break: the first one counts. */
class FailureInTurnTest {
    private final SQLException first = new SQLException("first");
    private final IllegalStateException inTurn = new IllegalStateException("in turn");

    private interface Answer {
        Object get() throws SQLException;
    }

    private static <T> T answering(Class<T> type, Map<String, Answer> answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, given) -> {
            Answer answer = answers.get(method.getName());
            return answer == null ? null : answer.get();
        }));
    }

    private static void listen(Map<String, Answer> answers) throws SQLException {
        Connection connection = answering(Connection.class, answers);
        DataSource pool = answering(DataSource.class, Map.of("getConnection", () -> connection));
        ListeningConnection.open(pool, 1, opening -> {}).close();
    }

    private Object fail() {
        throw inTurn;
    }

    @Test
    void aConnectionInATransactionIsRefusedAlsoIfItDoesNotClose() {
        Map<String, Answer> inTransaction = Map.of("getAutoCommit", () -> false, "close", this::fail);
        assertThatThrownBy(() -> listen(inTransaction))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("subscribe outside of transactions")
                .hasSuppressedException(inTurn);
    }

    @Test
    void aConnectionThatCannotTellWhetherItIsInATransactionIsGivenBackToItsPool() {
        AtomicBoolean closed = new AtomicBoolean();
        Map<String, Answer> broken = Map.of(
                "getAutoCommit",
                () -> {
                    throw first;
                },
                "close",
                () -> {
                    closed.set(true);
                    return null;
                });
        Connection connection = answering(Connection.class, broken);
        DataSource pool = answering(DataSource.class, Map.of("getConnection", () -> connection));
        assertThatThrownBy(() -> UnboundConnections.of(pool).getConnection()).isSameAs(first);
        assertThat(closed).isTrue();
    }

    @Test
    void aConnectionThatDoesNotListenSaysWhyAlsoIfItDoesNotClose() {
        AtomicBoolean hasFailed = new AtomicBoolean();
        PreparedStatement statement = answering(PreparedStatement.class, Map.of("executeUpdate", () -> 0));
        Map<String, Answer> broken = Map.of(
                "getAutoCommit",
                () -> true,
                "unwrap",
                () -> answering(PGConnection.class, Map.of()),
                "prepareStatement",
                () -> {
                    if (!hasFailed.getAndSet(true)) {
                        throw first;
                    }
                    return statement;
                },
                "close",
                this::fail);
        assertThatThrownBy(() -> listen(broken)).isSameAs(first).hasSuppressedException(inTurn);
    }

    @Test
    void aStatementInAHostsTransactionSaysWhyItFailedAlsoIfItIsNotUndone() {
        DataSource database = H2.memory();
        JdbcSchema.apply(database);
        AtomicBoolean isBroken = new AtomicBoolean();
        DataSource breaking = (DataSource) BoundDataSource.proxy(DataSource.class, database, "getConnection", () -> {
            Connection connection = database.getConnection();
            return BoundDataSource.proxy(
                    Connection.class,
                    isBroken.get()
                            ? BoundDataSource.proxy(Connection.class, connection, "rollback", this::fail)
                            : connection,
                    isBroken.get() ? "prepareStatement" : "none",
                    () -> {
                        throw first;
                    });
        });
        BoundDataSource host = new BoundDataSource(breaking);
        KeyStore store = JdbcKeyStore.on(host.proxy());
        Changed issued = Keys.issue(Keys.spec(), Keys.T0);
        isBroken.set(true);
        host.commit(connection -> assertThatThrownBy(
                        () -> store.insert(issued.next(), issued.event()).value())
                .isInstanceOf(StoreException.class)
                .cause()
                .isSameAs(first)
                .hasSuppressedException(inTurn));
    }
}
