package dev.latchkey.adapter.jdbc;

import dev.latchkey.ports.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionFactory;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Connections of a {@code DataSource} in an application that has Spring's transactions: while one is open, its
 * connection. Safe for use by several threads.
 */
final class SpringConnections implements ConnectionFactory {
    /** Whether the application has Spring's transactions. Without them this class must not be used. */
    static final boolean ARE_POSSIBLE = has("org.springframework.jdbc.datasource.DataSourceUtils")
            && has("org.springframework.transaction.support.TransactionSynchronizationManager");

    private final DataSource dataSource;

    SpringConnections(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    private static boolean has(String type) {
        try {
            return Class.forName(type, false, SpringConnections.class.getClassLoader()) != null;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    @Override
    public Connection openConnection() throws SQLException {
        Connection connection = DataSourceUtils.doGetConnection(dataSource);
        if (TransactionSynchronizationManager.isActualTransactionActive() && connection.getAutoCommit()) {
            closeConnection(connection);
            throw new StoreException(
                    "The open Spring transaction does not include this DataSource, so a change would outlive its"
                            + " rollback. Give its transaction manager this DataSource; or, to work outside of Spring's"
                            + " transactions, write JdbcKeyStore.on(Jdbi.create(dataSource))",
                    null);
        }
        return connection;
    }

    @Override
    public void closeConnection(Connection connection) throws SQLException {
        DataSourceUtils.doReleaseConnection(connection, dataSource);
    }
}
