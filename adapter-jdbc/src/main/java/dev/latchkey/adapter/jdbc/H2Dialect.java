package dev.latchkey.adapter.jdbc;

import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.query.KeyUsage;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ConcurrentModificationException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** H2, embedded and as a server. */
final class H2Dialect implements SqlDialect {
    private static final int DUPLICATE_KEY = 23505;
    private static final int PARENT_MISSING = 23506;
    private static final int DEADLOCK = 40001;
    private static final int GENERAL_ERROR = 50000;
    private static final int LOCK_TIMEOUT = 50200;
    private static final int CONCURRENT_UPDATE = 90131;

    private static final int NO_RIGHT = 90096;

    /** Asked by what they do, because a setting can be written in many ways, and can be older than the URL. */
    private static final String EMPTY_IS_NULL = "select 1 where '' is null";

    private static final String LIKE_BYTES = "select 1 where cast('a' as varchar) > 'B'";
    /** In both cases, as a URL can have names, because H2 changes case as the JVM's language does. */
    private static final String NEW_LISTS = "select 1 from INFORMATION_SCHEMA.COLUMNS"
            + " where TABLE_SCHEMA in ('INFORMATION_SCHEMA', 'information_schema')"
            + " and TABLE_NAME in ('SETTINGS', 'settings') and COLUMN_NAME in ('SETTING_NAME', 'setting_name')";

    /** A column keeps its type when the setting that gave it is gone. */
    private static final String IGNORES_CASE = "select 1 from INFORMATION_SCHEMA.COLUMNS"
            + " where TABLE_SCHEMA = current_schema and left(TABLE_NAME, 9) in ('LATCHKEY_', 'latchkey_')"
            + " and DATA_TYPE in ('VARCHAR_IGNORECASE', 'varchar_ignorecase')";

    private static final String HIGHEST = "select coalesce(max(number), 0) from latchkey_audit";
    private static final String NEXT = "select IDENTITY_BASE from INFORMATION_SCHEMA.COLUMNS"
            + " where TABLE_SCHEMA = current_schema and TABLE_NAME in ('LATCHKEY_AUDIT', 'latchkey_audit')"
            + " and COLUMN_NAME in ('NUMBER', 'number')";

    private static final String ADD_TO_KEY =
            "update latchkey_usage set last_used_at = case when last_used_at > ? then last_used_at else ? end,"
                    + " uses = uses + ? where key_id = ?";
    private static final String FIRST_OF_KEY = "insert into latchkey_usage (key_id, tenant, last_used_at, uses)"
            + " select id, tenant, cast(? as timestamp(3) with time zone), cast(? as bigint)"
            + " from latchkey_key where id = ?";
    private static final String ADD_TO_SECRET =
            "update latchkey_secret_use set last_used_at = greatest(last_used_at, ?) where handle = ?";
    private static final String FIRST_OF_SECRET = "insert into latchkey_secret_use (last_used_at, handle)"
            + " select cast(? as timestamp(3) with time zone), handle from latchkey_secret where handle = ?";
    private static final String ADD_TO_DAY = "update latchkey_usage_day set uses = uses + ?, limited = limited + ?,"
            + " refused = refused + ? where key_id = ? and used_on = ?";
    private static final String FIRST_OF_DAY =
            "insert into latchkey_usage_day (uses, limited, refused, used_on, key_id)"
                    + " select cast(? as bigint), cast(? as bigint), cast(? as bigint), cast(? as date), id"
                    + " from latchkey_key where id = ?";

    @Override
    public String folder() {
        return "h2";
    }

    @Override
    public List<String> files() {
        return List.of(
                "V1.20261101__latchkey.sql",
                "V2.20261129__latchkey.sql",
                "V3.20261129__latchkey.sql",
                "V4.20261129__latchkey.sql",
                "V5.20261129__latchkey.sql",
                "V6.20261129__latchkey.sql",
                "V7.20261129__latchkey.sql",
                "V8.20261129__latchkey.sql",
                "V9.20261129__latchkey.sql");
    }

    @Override
    public boolean insertUnlessTaken(Session session, String insert, @Nullable Object... arguments)
            throws SQLException {
        try {
            return session.update(insert, arguments) == 1;
        } catch (SQLException e) {
            // H2 undoes the failed statement alone, so the transaction goes on.
            if (e.getErrorCode() == DUPLICATE_KEY) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public String takesSlot() {
        return "k.occupied_slot = ?";
    }

    @Override
    public String pagedTime(String time) {
        return time;
    }

    @Override
    public void addUses(Session session, List<KeyUse> keys, List<DayUse> days, List<KeyUse> secrets)
            throws SQLException {
        for (KeyUse use : keys) {
            Object[] add = {use.at(), use.at(), use.count(), use.keyId()};
            Object[] first = {use.at(), use.count(), use.keyId()};
            addOrInsert(session, ADD_TO_KEY, add, FIRST_OF_KEY, first);
        }
        for (DayUse use : days) {
            KeyUsage.Day day = use.day();
            Object[] add = {day.accepted(), day.limited(), day.refused(), use.keyId(), day.date()};
            Object[] first = {day.accepted(), day.limited(), day.refused(), day.date(), use.keyId()};
            addOrInsert(session, ADD_TO_DAY, add, FIRST_OF_DAY, first);
        }
        for (KeyUse use : secrets) {
            @Nullable Object[] add = {use.at(), use.handle()};
            addOrInsert(session, ADD_TO_SECRET, add, FIRST_OF_SECRET, add);
        }
    }

    /** The second update is for a first row that another transaction inserted in between. */
    private void addOrInsert(
            Session session, String update, @Nullable Object[] add, String insert, @Nullable Object[] first)
            throws SQLException {
        if (session.update(update, add) == 0 && !insertUnlessTaken(session, insert, first)) {
            session.update(update, add);
        }
    }

    @Override
    public int tries(SQLException failure, boolean writes) {
        return switch (failure.getErrorCode()) {
            // A missing parent: a key was purged between seeing it and counting its use.
            case DEADLOCK, CONCURRENT_UPDATE, PARENT_MISSING -> TRIES;
            case LOCK_TIMEOUT -> TRIES_AFTER_WAITING;
            case GENERAL_ERROR -> !writes && isOfItsLists(failure) ? TRIES : 1;
            default -> 1;
        };
    }

    /**
     * Another node was making tables while this one asked which there are: H2 guards its own lists too little. A server
     * sends no cause, but its text.
     */
    private static boolean isOfItsLists(SQLException failure) {
        return failure.getCause() instanceof ConcurrentModificationException
                || String.valueOf(failure.getMessage()).contains(ConcurrentModificationException.class.getName());
    }

    @Override
    public String present() {
        // In capitals, because a URL can turn off that H2 writes them so.
        return "select 'column', TABLE_NAME || '.' || COLUMN_NAME from INFORMATION_SCHEMA.COLUMNS"
                + " where TABLE_SCHEMA = current_schema"
                + " union all select 'constraint', CONSTRAINT_NAME from INFORMATION_SCHEMA.TABLE_CONSTRAINTS"
                + " where CONSTRAINT_SCHEMA = current_schema"
                + " union all select 'index', INDEX_NAME from INFORMATION_SCHEMA.INDEXES"
                + " where INDEX_SCHEMA = current_schema";
    }

    @Override
    public String unfit(Session session, List<String> tables) throws SQLException {
        if (session.query(EMPTY_IS_NULL, Row::next)) {
            return "In MODE=Oracle, H2 takes an empty text for null, which Latchkey tells apart. Take "
                    + "MODE=Oracle out of"
                    + " the URL, or set another mode";
        }
        if (!session.query(NEW_LISTS, Row::next)) {
            return "H2's OLD_INFORMATION_SCHEMA does not show whether Latchkey's tables are complete. Take the "
                    + "setting out"
                    + " of the URL";
        }
        if (!session.query(LIKE_BYTES, Row::next) || session.query(IGNORES_CASE, Row::next)) {
            return "By IGNORECASE or COLLATION, H2 takes different texts for equal or orders them otherwise "
                    + "than by their"
                    + " characters, so one key could be taken for another. Take these settings out of the URL, and"
                    + " create the database or Latchkey's tables anew";
        }
        return SqlDialect.denied(session, tables, NO_RIGHT);
    }

    @Override
    public String hiddenChanges(Session session) throws SQLException {
        // In this order, because numbers are taken meanwhile.
        long highest = session.query(HIGHEST, row -> row.next() ? row.number() : 0);
        long next = session.query(NEXT, row -> row.next() ? row.number() : Long.MAX_VALUE);
        return next > highest
                ? ""
                : "The numbers of latchkey_audit begin again below its highest one, so changes would be hidden from"
                        + " polling. Run: alter table latchkey_audit alter column number restart with " + (highest + 1);
    }

    @Override
    public boolean readsUncommitted(Connection connection) throws SQLException {
        return isolation(connection) < Connection.TRANSACTION_READ_COMMITTED;
    }

    /**
     * Asks again where the driver has to ask a server: the list of its sessions cannot be read while one of them ends.
     * Nothing else of the transaction is undone by that, so that this may be asked in a host's one too.
     */
    @Override
    public int isolation(Connection connection) throws SQLException {
        for (int tried = 1; ; tried++) {
            try {
                return connection.getTransactionIsolation();
            } catch (SQLException e) {
                if (e.getErrorCode() != GENERAL_ERROR || tried == TRIES) {
                    throw e;
                }
            }
        }
    }

    @Override
    public SchemaLock lockSchema(Session session) {
        // H2 ends the transaction at every definition, so nothing could be held. It takes one definition at a time, and
        // ours may run twice.
        return () -> {};
    }
}
