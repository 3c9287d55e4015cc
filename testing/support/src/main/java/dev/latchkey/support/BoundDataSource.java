package dev.latchkey.support;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A data source with transactions bound to threads, as frameworks have them. While a transaction is open on a thread,
 * each call on that thread gets its connection, and closing it does nothing.
 */
public final class BoundDataSource {
    private final DataSource pool;
    private static final ThreadLocal<Connection> BOUND = new ThreadLocal<>();

    /** Binds transactions on a pool. */
    public BoundDataSource(DataSource pool) {
        this.pool = pool;
    }

    /** Work inside a transaction. */
    public interface InTransaction {
        /** Does the work. */
        void run(Connection connection) throws SQLException;
    }

    /** Returns the data source for those who join. */
    public DataSource proxy() {
        return (DataSource) proxy(DataSource.class, pool, "getConnection", () -> {
            Connection connection = BOUND.get();
            return connection == null ? pool.getConnection() : proxy(Connection.class, connection, "close", () -> null);
        });
    }

    /** Does some work in a transaction and commits it. */
    public void commit(InTransaction work) {
        run(work, Connection::commit);
    }

    /** Does some work in a transaction and rolls it back. */
    public void rollBack(InTransaction work) {
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
            throw new AssertionError("the host's transaction was ended by someone else");
        }
    }

    /** A call that replaces a method. */
    public interface Answer {
        /** Calls it. */
        @Nullable Object get() throws SQLException;
    }

    /** Returns an object that passes all calls on, except those of one method. */
    public static Object proxy(Class<?> type, Object target, String method, Answer answer) {
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
