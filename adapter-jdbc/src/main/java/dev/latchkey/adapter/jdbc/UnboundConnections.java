package dev.latchkey.adapter.jdbc;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Connections for transactions of Latchkey's own. A connection that has a transaction of the host open is refused,
 * because ending another transaction on it would commit the host's. Safe for use by several threads.
 */
record UnboundConnections(DataSource dataSource) implements DataSource {
    /** Returns the same connections, but none that is in a transaction. */
    static DataSource of(DataSource dataSource) {
        return new UnboundConnections(dataSource);
    }

    @Override
    public Connection getConnection() throws SQLException {
        return unbound(dataSource.getConnection());
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return unbound(dataSource.getConnection(user, password));
    }

    private static Connection unbound(Connection connection) throws SQLException {
        try {
            if (connection.getAutoCommit()) {
                return connection;
            }
            throw new SQLException(
                    "the connection is in a transaction of the host, which counting a request would commit."
                            + " Give the rate limiter the pool itself, and turn the pool's auto-commit on");
        } catch (SQLException | RuntimeException | Error e) {
            // Given back to its pool also if it is broken and cannot say.
            try (connection) {
                throw e;
            }
        }
    }

    @Override
    public @Nullable PrintWriter getLogWriter() throws SQLException {
        return dataSource.getLogWriter();
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
        dataSource.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        dataSource.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return dataSource.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return dataSource.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return dataSource.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return dataSource.isWrapperFor(type);
    }
}
