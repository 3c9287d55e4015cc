package dev.latchkey.adapter.jdbc;

import dev.latchkey.ports.KeyUse;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
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
     * Adds to the usage of the keys that exist.
     *
     * @param keys one per key, in the order of ids, which is the order in which rows are locked
     * @param days one per key and day, in the order of ids and days
     */
    void addUses(Session session, List<KeyUse> keys, List<DayUse> days) throws SQLException;

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
     * Returns a sentence that says why polling would miss changes, and what to do; an empty text if it would not.
     * Numbers can begin again when tables are restored or replicated without their sequence.
     */
    String hiddenChanges(Session session) throws SQLException;

    /** Tells whether statements of this connection see changes of others that may be rolled back. */
    boolean readsUncommitted(Connection connection) throws SQLException;

    /**
     * Lets other nodes wait that would change the schema at the same time, where that is possible, until the end of the
     * transaction.
     */
    void lockSchema(Session session) throws SQLException;
}
