package dev.latchkey.adapter.jdbc;

import dev.latchkey.ports.Reply;
import dev.latchkey.ports.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Runs work on the database: in a transaction of its own or in the host's open one, again when another transaction was
 * in the way, and with a {@link StoreException} instead of whatever the driver, the pool or Jdbi throws. Safe for use
 * by several threads.
 */
final class Database {
    private static final String UNCOMMITTED =
            ": at READ UNCOMMITTED, H2 shows changes of others that may be rolled back, such as keys that will never"
                    + " exist. Set the pool, or the open transaction, to READ COMMITTED";

    private final Jdbi jdbi;
    private final SqlDialect dialect;

    private Database(Jdbi jdbi, SqlDialect dialect) {
        this.jdbi = jdbi;
        this.dialect = dialect;
    }

    /** What is done with a connection. */
    interface Work<T> {
        T run(Session session) throws SQLException;
    }

    static Database of(DataSource dataSource) {
        return of(
                SpringConnections.ARE_POSSIBLE
                        ? Jdbi.create(new SpringConnections(dataSource))
                        : Jdbi.create(dataSource));
    }

    /** Asks the driver what database it is. */
    static Database of(Jdbi jdbi) {
        String product = attempt(
                "reach the database to ask whether it is H2 or PostgreSQL",
                () -> jdbi.withHandle(
                        handle -> handle.getConnection().getMetaData().getDatabaseProductName()));
        for (JdbcDatabase database : JdbcDatabase.values()) {
            if (database.product().equals(product)) {
                return of(jdbi, database);
            }
        }
        throw new StoreException("Latchkey knows H2 and PostgreSQL; the driver says " + product, null);
    }

    /** Refuses connections on which an open transaction of the host could not be told from none. */
    static Database of(Jdbi jdbi, JdbcDatabase database) {
        if (attempt("open a connection", () -> jdbi.withHandle(Handle::isInTransaction))) {
            throw new StoreException(
                    "Connections arrive with auto-commit off, so Latchkey would join a transaction that nobody may"
                            + " ever commit. Turn the pool's auto-commit on, and build the store outside of "
                            + "transactions",
                    null);
        }
        return new Database(jdbi, database.dialect());
    }

    SqlDialect dialect() {
        return dialect;
    }

    /**
     * Runs one statement that reads. The operation completes "Could not ...", ends with the ids involved and has no
     * secret.
     */
    <T> T read(String operation, Work<T> work) {
        return find(operation, work).value();
    }

    /** Runs one statement that reads, and reports whether it joined the host's transaction. */
    <T> Reply<T> find(String operation, Work<T> work) {
        return run(operation, false, null, work);
    }

    /**
     * Runs one statement that must see the latest commit, and refuses a transaction of the host that may see an older
     * one.
     */
    <T> Reply<T> findLatest(String operation, Work<T> work) {
        return find(operation, session -> {
            Connection connection = session.connection();
            // H2 has a level of its own in between.
            if (!connection.getAutoCommit()
                    && connection.getTransactionIsolation() > Connection.TRANSACTION_READ_COMMITTED) {
                throw new StoreException(
                        "Could not " + operation + ": the open transaction is above READ COMMITTED, so it may not see"
                                + " that the key was revoked. Authenticate outside of the transaction, or use "
                                + "READ COMMITTED",
                        null);
            }
            return work.run(session);
        });
    }

    /** Runs work that has its effect as a whole or not at all. It may run several times. */
    <T> T write(String operation, Work<T> work) {
        return change(operation, work).value();
    }

    /** Runs work as {@link #write} does, and reports whether it joined the host's transaction. */
    <T> Reply<T> change(String operation, Work<T> work) {
        return run(operation, true, null, work);
    }

    /** Runs work as {@link #change} does. Returns the given value if other transactions were in the way each time. */
    <T> Reply<T> change(String operation, T ifContended, Work<T> work) {
        return run(operation, true, ifContended, work);
    }

    private <T> Reply<T> run(String operation, boolean writes, @Nullable T ifContended, Work<T> work) {
        for (int tried = 1; ; tried++) {
            try {
                return jdbi.withHandle(handle -> {
                    Session session = new Session(handle.getConnection());
                    if (dialect.readsUncommitted(session.connection())) {
                        throw new StoreException("Could not " + operation + UNCOMMITTED, null);
                    }
                    if (handle.isInTransaction()) {
                        // Nothing is tried again here: what was in the way may have ended or outdated the host's whole
                        // transaction.
                        return new Reply<>(
                                attempt(operation, () -> writes ? joined(session, work) : work.run(session)), true);
                    }
                    return Reply.of(
                            writes ? handle.inTransaction(own -> alone(own, session, work)) : work.run(session));
                });
            } catch (StoreException e) {
                throw e;
            } catch (SQLException | RuntimeException e) {
                int tries = tries(e, writes);
                if (tried >= tries) {
                    if (tries > 1 && ifContended != null) {
                        return Reply.of(ifContended);
                    }
                    throw failed(operation, e);
                }
            }
        }
    }

    private static <T> T alone(Handle handle, Session session, Work<T> work) throws SQLException {
        T result = work.run(session);
        if (session.undone()) {
            handle.rollback();
        }
        return result;
    }

    /** In the host's transaction: what fails or is undone goes back to where it began, so that the host can go on. */
    private static <T> T joined(Session session, Work<T> work) throws SQLException {
        Connection connection = session.connection();
        Savepoint before = connection.setSavepoint();
        T result;
        try {
            result = work.run(session);
        } catch (SQLException | RuntimeException e) {
            try {
                connection.rollback(before);
            } catch (SQLException inTurn) {
                e.addSuppressed(inTurn);
            }
            throw e;
        }
        if (session.undone()) {
            connection.rollback(before);
        }
        connection.releaseSavepoint(before);
        return result;
    }

    private int tries(Throwable failure, boolean writes) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLException e) {
                return dialect.tries(e, writes);
            }
        }
        return 1;
    }

    private interface Attempt<T> {
        T run() throws SQLException;
    }

    private static <T> T attempt(String operation, Attempt<T> attempt) {
        try {
            return attempt.run();
        } catch (StoreException e) {
            throw e;
        } catch (SQLException | RuntimeException e) {
            // Pools and proxies of the host's throw what they like, and a row that was broken by hand is refused by
            // the model.
            throw failed(operation, e);
        }
    }

    private static StoreException failed(String operation, Exception cause) {
        return new StoreException("Could not " + operation + remedy(cause), cause);
    }

    /** Returns what to do about a failure, by the SQL states and the classes of them that both databases use. */
    private static String remedy(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLException e && e.getSQLState() != null) {
                String state = e.getSQLState();
                if (state.startsWith("08") || state.startsWith("57P") || state.equals("90067")) {
                    return ": no connection. Check that the database runs and that its address is right";
                } else if (state.equals("3D000") || state.equals("90146") || state.equals("90149")) {
                    return ": there is no database of this name. Create it, or correct the URL";
                } else if (state.equals("90020")) {
                    return ": another process has the file of the database open";
                } else if (state.equals("90040")) {
                    return ": H2 lets no other user than an administrator change settings. Take them out of the URL";
                } else if (state.startsWith("28")) {
                    return ": the database refuses the user or the password";
                } else if (state.equals("42501") || state.equals("90096")) {
                    return ": the user lacks a right. Grant it select, insert, update, and delete on Latchkey's tables";
                } else if (state.equals("25006") || state.equals("90097")) {
                    return ": the database or the transaction is read-only. Connect to one that accepts changes";
                }
            }
        }
        return "";
    }
}
