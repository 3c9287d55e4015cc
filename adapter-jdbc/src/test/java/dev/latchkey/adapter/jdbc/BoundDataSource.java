package dev.latchkey.adapter.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** What frameworks do: while a transaction is open on the thread, its connection is what everybody gets, and closing it does nothing. */
final class BoundDataSource {
    private final DataSource pool;
    private static final ThreadLocal<Connection> BOUND = new ThreadLocal<>();

    BoundDataSource(DataSource pool) {
        this.pool = pool;
    }

    interface InTransaction {
        void run(Connection connection) throws SQLException;
    }

    DataSource proxy() {
        return (DataSource) proxy(DataSource.class, pool, "getConnection", () -> {
            Connection connection = BOUND.get();
            return connection == null ? pool.getConnection() : proxy(Connection.class, connection, "close", () -> null);
        });
    }

    void commit(InTransaction work) {
        run(work, Connection::commit);
    }

    void rollBack(InTransaction work) {
        run(work, Connection::rollback);
    }

    private void run(InTransaction work, InTransaction end) {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            BOUND.set(connection);
            work.run(connection);
            assertStillOpen(connection);
            end.run(connection);
        } catch (SQLException e) {
            throw new AssertionError(e);
        } finally {
            BOUND.remove();
        }
    }

    private static void assertStillOpen(Connection connection) throws SQLException {
        if (connection.isClosed() || connection.getAutoCommit()) {
            throw new AssertionError("the host's transaction was ended by somebody else");
        }
    }

    interface Answer {
        Object get() throws SQLException;
    }

    /** The same object, but for one method. */
    static Object proxy(Class<?> type, Object target, String method, Answer answer) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, called, arguments) -> {
            if (called.getName().equals(method)) {
                return answer.get();
            }
            try {
                return called.invoke(target, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }
}
