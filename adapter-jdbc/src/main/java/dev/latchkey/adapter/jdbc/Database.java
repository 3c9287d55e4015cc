package dev.latchkey.adapter.jdbc;

import dev.latchkey.ports.Reply;
import dev.latchkey.ports.StoreException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.concurrent.ThreadLocalRandom;
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
            ": at READ UNCOMMITTED, the database shows changes of others that may be rolled back, such as keys that"
                    + " will never exist. Set the pool, or the open transaction, to READ COMMITTED";

    private static final String UNDONE = ": a transaction of the host is open, whose rollback would undo it. ";

    /** A pause is shorter than two milliseconds after the first try, and than this power of two after many. */
    private static final int LONGEST_PAUSE_LOG2 = 5;

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
        return of(
                jdbi,
                attempt(
                        "reach the database to ask which one it is",
                        () -> jdbi.withHandle(handle -> {
                            DatabaseMetaData described = handle.getConnection().getMetaData();
                            String product = described.getDatabaseProductName();
                            return JdbcDatabase.of(described)
                                    .orElseThrow(() -> new StoreException(
                                            "Latchkey supports H2, PostgreSQL, MariaDB and MySQL, and this database is "
                                                    + product,
                                            null));
                        })));
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
        return run(operation, false, null, null, work);
    }

    /**
     * Runs one statement that must see the latest commit, and refuses a transaction of the host that may see an older
     * one.
     */
    <T> Reply<T> findLatest(String operation, Work<T> work) {
        return find(operation, session -> {
            Connection connection = session.connection();
            // H2 has a level of its own in between.
            if (!connection.getAutoCommit() && dialect.isolation(connection) > Connection.TRANSACTION_READ_COMMITTED) {
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

    /**
     * Runs work as {@link #write} does, and refuses a transaction of the host, whose rollback would undo it. The remedy
     * is the sentence of the refusal that says what to do.
     */
    <T> T writeApart(String operation, String remedy, Work<T> work) {
        return run(operation, true, remedy, null, work).value();
    }

    /** Runs work as {@link #write} does, and reports whether it joined the host's transaction. */
    <T> Reply<T> change(String operation, Work<T> work) {
        return run(operation, true, null, null, work);
    }

    /** Runs work as {@link #change} does. Returns the given value if other transactions were in the way each time. */
    <T> Reply<T> change(String operation, T ifContended, Work<T> work) {
        return run(operation, true, null, ifContended, work);
    }

    /** Refuses a transaction of the host if there is a remedy for it, and joins it otherwise. */
    private <T> Reply<T> run(
            String operation, boolean writes, @Nullable String remedy, @Nullable T ifContended, Work<T> work) {
        for (int tried = 1; ; tried++) {
            try {
                return jdbi.withHandle(handle -> {
                    Session session = new Session(handle.getConnection(), dialect);
                    if (dialect.readsUncommitted(session.connection())) {
                        throw new StoreException("Could not " + operation + UNCOMMITTED, null);
                    }
                    if (handle.isInTransaction()) {
                        if (remedy != null) {
                            throw new StoreException("Could not " + operation + UNDONE + remedy, null);
                        }
                        // Nothing is tried again here: what was in the way may have ended or outdated the host's whole
                        // transaction.
                        boolean undoes = writes || dialect.endsTransactionsThatFail();
                        return new Reply<>(
                                attempt(operation, () -> undoes ? joined(session, work) : work.run(session)), true);
                    }
                    return Reply.of(writes ? alone(handle, session, work) : work.run(session));
                });
            } catch (StoreException e) {
                throw e;
            } catch (SQLException | RuntimeException e) {
                int tries = tries(e, writes);
                if (tried >= tries) {
                    if (tries > 1 && ifContended != null) {
                        return Reply.of(ifContended);
                    }
                    throw Failure.of(operation, e);
                }
                pause(operation, tried);
            }
        }
    }

    /** Keeps transactions that were in each other's way from meeting again. */
    static void pause(String operation, int tried) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(1L << Math.min(tried, LONGEST_PAUSE_LOG2)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(operation, e);
        }
    }

    private <T> T alone(Handle handle, Session session, Work<T> work) throws SQLException {
        dialect.isolateNext(session.connection());
        return handle.inTransaction(own -> {
            T result = work.run(session);
            if (session.undone()) {
                own.rollback();
            }
            return result;
        });
    }

    /** In the host's transaction: what fails or is undone goes back to where it began, so that the host can go on. */
    private static <T> T joined(Session session, Work<T> work) throws SQLException {
        Connection connection = session.connection();
        Savepoint before = connection.setSavepoint();
        T result;
        try {
            result = work.run(session);
        } catch (SQLException | RuntimeException | Error e) {
            try {
                connection.rollback(before);
            } catch (SQLException | RuntimeException inTurn) {
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
            throw Failure.of(operation, e);
        }
    }
}
