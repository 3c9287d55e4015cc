package dev.latchkey.adapter.jdbc;

import dev.latchkey.ports.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that listens, from the moment it is open until it is closed. Used by one thread, {@link #cut()} aside.
 */
final class ListeningConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ListeningConnection.class);
    private static final SqlDialect DIALECT = new PostgresDialect();

    private static final String TRIGGERS_ON = "select count(*) from pg_trigger where tgname in"
            + " ('latchkey_key_change_tg', 'latchkey_secret_change_tg', 'latchkey_secret_truncate_tg')"
            + " and tgenabled in ('O', 'A')"
            + " and tgrelid in ('latchkey_key'::regclass, 'latchkey_secret'::regclass)";
    private static final int TRIGGERS = 3;
    private static final String STILL_LISTENS =
            "select count(*) from pg_listening_channels() c" + " where c = 'latchkey_change' and pg_backend_pid() = ?";

    private final Connection connection;
    private final PGConnection driver;

    private ListeningConnection(Connection connection, PGConnection driver) {
        this.connection = connection;
        this.driver = driver;
    }

    /**
     * Returns when changes are heard. Whatever is asked of the server from then on fails when it takes too long.
     *
     * @param opening is given the connection as soon as there is one, to cut it while the server is asked
     */
    static ListeningConnection open(DataSource dataSource, int timeoutMillis, Consumer<ListeningConnection> opening)
            throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            if (!connection.getAutoCommit()) {
                throw new StoreException(
                        "The connection has an open transaction, in which no notification arrives: subscribe outside of"
                                + " transactions, with auto-commit on",
                        null);
            }
            connection.setNetworkTimeout(Runnable::run, timeoutMillis);
            ListeningConnection opened = new ListeningConnection(connection, connection.unwrap(PGConnection.class));
            opening.accept(opened);
            opened.begin();
            return opened;
        } catch (SQLException | RuntimeException | Error e) {
            // After a failure to listen it is closed already, which closing again does not change.
            try (connection) {
                throw e;
            }
        }
    }

    private void begin() throws SQLException {
        try {
            listen();
        } catch (SQLException | RuntimeException | Error e) {
            try (this) {
                throw e;
            }
        }
    }

    private void listen() throws SQLException {
        Session session = new Session(connection, DIALECT);
        session.update("listen latchkey_change");
        if (!stillListens()) {
            throw new StoreException(
                    "The connection goes through a pooling proxy, which loses notifications: connect to the server"
                            + " itself",
                    null);
        }
        if (count(session, TRIGGERS_ON) != TRIGGERS) {
            throw new StoreException(
                    "Triggers of latchkey_key or latchkey_secret are off, so changes are not announced: turn them on"
                            + " with alter table ... enable trigger user, or use polling",
                    null);
        }
    }

    /** Waits for changes; none when there were none. */
    List<PGNotification> await(int millis) throws SQLException {
        PGNotification[] heard = driver.getNotifications(millis);
        return heard == null ? List.of() : Arrays.asList(heard);
    }

    boolean stillListens() throws SQLException {
        return count(new Session(connection, DIALECT), STILL_LISTENS, driver.getBackendPID()) == 1;
    }

    private static long count(Session session, String sql, Object... arguments) throws SQLException {
        return session.query(
                sql,
                row -> {
                    row.next();
                    return row.number();
                },
                arguments);
    }

    /** Ends whatever a thread waits for on this connection. */
    void cut() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.debug("The connection was already closed", e);
        }
    }

    /**
     * Leaves nothing behind in the session, which may be a pool's. The statement also shows a pool that a connection is
     * broken.
     */
    @Override
    public void close() {
        try (Connection closed = connection) {
            new Session(closed, DIALECT).update("unlisten latchkey_change");
        } catch (SQLException e) {
            LOG.debug("The connection was already closed", e);
        }
    }
}
