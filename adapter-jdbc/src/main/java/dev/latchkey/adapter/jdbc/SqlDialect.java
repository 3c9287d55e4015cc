package dev.latchkey.adapter.jdbc;

import dev.latchkey.ports.KeyUse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What databases do differently. Implementations have no state. */
interface SqlDialect {
    /**
     * How often work is tried in all when another transaction was in its way and the database said so without a wait.
     * Eight threads that purge at SERIALIZABLE were seen to need more than ten. The store's Javadoc names the number
     * too.
     */
    int TRIES = 30;

    /** The same when it was told so after waiting, for a lock or for the end of a deadlock. */
    int TRIES_AFTER_WAITING = 3;

    /** Returns a statement, which is written as the standard has it, in the words of this database. */
    default String statement(String standard) {
        return standard;
    }

    /** Returns a value in the type in which the driver takes it. */
    default Object bound(Object value) {
        // With an offset of its own, so that neither the JVM's zone nor the session's is asked.
        return value instanceof Instant at ? at.atOffset(ZoneOffset.UTC) : value;
    }

    /** Reads the id in a column. */
    default @Nullable UUID uuid(ResultSet rows, int column) throws SQLException {
        return rows.getObject(column, UUID.class);
    }

    /** Reads the instant in a column. */
    default @Nullable Instant instant(ResultSet rows, int column) throws SQLException {
        OffsetDateTime at = rows.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    /**
     * Tells whether the driver counts the rows of each statement of a batch that updates or deletes, whatever its URL
     * says.
     */
    default boolean countsBatches() {
        return true;
    }

    /**
     * Gives the next transaction of the connection, and no later one, the isolation that this dialect's statements
     * need. Does nothing if they work at every isolation that a connection may have.
     */
    default void isolateNext(Connection connection) throws SQLException {}

    /**
     * Tells whether a transaction can do nothing more after a statement has failed in it, so that a host needs a way
     * back from a read too.
     */
    default boolean endsTransactionsThatFail() {
        return false;
    }

    /** The folder of the schema files, beside this class. */
    String folder();

    /**
     * The numbered files in it, in order. Every statement in them may run again without harm, and ends with its line.
     */
    List<String> files();

    /**
     * Inserts one row or, when a unique constraint is in the way, none; a surrounding transaction stays usable. Returns
     * whether a row was inserted.
     */
    boolean insertUnlessTaken(Session session, String insert, @Nullable Object... arguments) throws SQLException;

    /**
     * The condition, with one parameter for the slot, that a row of {@code latchkey_key k} takes it; by the index that
     * keeps slots unique.
     */
    String takesSlot();

    /**
     * Returns what follows the name of a table so that the optimizer reads its rows in the order of an index. Empty
     * where it does so by itself; elsewhere the order of the statement must not name columns that are null in all rows.
     */
    default String inOrderOf(String index) {
        return "";
    }

    /**
     * Returns the form of a time in the indexes that pages of access events have.
     *
     * @param time the column, or a parameter that is compared with it
     */
    String pagedTime(String time);

    /**
     * Adds to the usage of the keys that exist.
     *
     * @param keys one per key, in the order of ids, which is the order in which rows are locked
     * @param days one per key and day, in the order of ids and days
     * @param secrets one per secret, in the order of handles; those that no key carries are left out
     */
    void addUses(Session session, List<KeyUse> keys, List<DayUse> days, List<KeyUse> secrets) throws SQLException;

    /**
     * How often it is worth to try work that failed like this, in all: 1 for what is no contention. Work that only
     * reads may be tried where nobody knows what it has done.
     */
    int tries(SQLException failure, boolean writes);

    /**
     * The query for the columns ({@code table.column}), constraints, indexes and triggers that the current schema has:
     * kind and name.
     */
    String present();

    /**
     * Returns a sentence that says why the database cannot be used as it is, although its tables may be complete, and
     * what to do: about a setting, its role, or a missing right. Returns an empty text if it can be used.
     *
     * @param tables the tables that the user must be able to read, where they exist
     */
    String unfit(Session session, List<String> tables) throws SQLException;

    /**
     * Returns a sentence that says which tables the user may not read, found by reading them, where the driver reports
     * a missing right by an error code. Returns an empty text if it may read all that are there.
     */
    static String denied(Session session, List<String> tables, int noRight) throws SQLException {
        List<String> denied = new ArrayList<>();
        for (String table : tables) {
            try {
                session.query("select 1 from " + table + " where 1 = 0", Row::next);
            } catch (SQLException e) {
                // A missing table is not a denied one. The check of the schema names it.
                if (e.getErrorCode() == noRight) {
                    denied.add(table);
                }
            }
        }
        return denied.isEmpty() ? "" : "The user may not read " + String.join(", ", denied) + ". " + Failure.GRANTS;
    }

    /**
     * Returns a sentence that says why polling would miss changes, and what to do; an empty text if it would not.
     * Numbers can begin again when tables are restored or replicated without their sequence.
     */
    String hiddenChanges(Session session) throws SQLException;

    /** Tells whether statements of this connection see changes of others that may be rolled back. */
    boolean readsUncommitted(Connection connection) throws SQLException;

    /** Returns the isolation of the connection's transactions, as the constants of {@link Connection} number it. */
    default int isolation(Connection connection) throws SQLException {
        return connection.getTransactionIsolation();
    }

    /** What other nodes wait for that would change the schema at the same time. */
    interface SchemaLock extends AutoCloseable {
        /** Gives the lock back, unless the end of the transaction does. */
        @Override
        void close() throws SQLException;
    }

    /** Takes the lock of the schema, where that is possible, for the rest of the transaction at most. */
    SchemaLock lockSchema(Session session) throws SQLException;
}
