package dev.latchkey.adapter.jdbc;

import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.KeyUsage;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** MariaDB 10.11 and later. */
class MariaDbDialect implements SqlDialect {
    private static final int CHANGED_SINCE_READ = 1020;
    private static final int DUPLICATE_KEY = 1062;
    private static final int NO_RIGHT = 1142;
    private static final int LOCK_TIMEOUT = 1205;
    private static final int DEADLOCK = 1213;
    private static final int PARENT_MISSING = 1452;

    /** The columns of an order that are equal in all rows, which other databases are told so that they use an index. */
    private static final Pattern EQUAL = Pattern.compile(
            "order by (?:\\w\\.)?tenant, (?:(?:\\w\\.)?(?:resource|slot|owner|tag|issuer_id|key_id), )*");

    /** A server has one list of such names for all its databases. */
    private static final String SCHEMA_LOCK = "concat('latchkey-', md5(database()))";

    private static final String LOCK = "select get_lock(" + SCHEMA_LOCK + ", 60)";
    private static final String UNLOCK = "select release_lock(" + SCHEMA_LOCK + ")";

    private static final String IS_REPLICA = "select 1 from dual where @@global.read_only not in ('0', 'OFF')";
    private static final String REPLICA =
            "This server is read-only, as replicas are, which may not have received yet that a key was revoked. Connect"
                    + " to the primary";
    private static final String UNCOMMITTED = "At READ UNCOMMITTED, the database shows changes of others that may be"
            + " rolled back, such as keys that will never exist. Set the pool, or transaction_isolation of the server,"
            + " to READ COMMITTED or REPEATABLE READ";

    private static final String ADD_TO_KEY = "insert into latchkey_usage (key_id, tenant, last_used_at, uses)"
            + " select id, tenant, cast(? as datetime(3)), ? from latchkey_key where id = ? on duplicate key update"
            + " last_used_at = greatest(coalesce(latchkey_usage.last_used_at, cast(? as datetime(3))),"
            + " cast(? as datetime(3))), uses = latchkey_usage.uses + ?";
    private static final String ADD_TO_DAY = "insert into latchkey_usage_day (key_id, used_on, uses, limited, refused)"
            + " select id, ?, ?, ?, ? from latchkey_key where id = ? on duplicate key update"
            + " uses = latchkey_usage_day.uses + ?, limited = latchkey_usage_day.limited + ?,"
            + " refused = latchkey_usage_day.refused + ?";
    private static final String ADD_TO_SECRET = "insert into latchkey_secret_use (handle, last_used_at)"
            + " select handle, cast(? as datetime(3)) from latchkey_secret where handle = ? on duplicate key update"
            + " last_used_at = greatest(latchkey_secret_use.last_used_at, cast(? as datetime(3)))";

    @Override
    public String statement(String standard) {
        // By a text that is bound in another collation than the column's, MariaDB 10.11 does not see that the column is
        // equal in all rows, and sorts them.
        return EQUAL.matcher(standard).replaceFirst("order by ");
    }

    @Override
    public Object bound(Object value) {
        // The types of the database have no zone: what is written and read is UTC, whatever the zones of the JVM and
        // the session.
        if (value instanceof Instant at) {
            return LocalDateTime.ofInstant(at, ZoneOffset.UTC);
        }
        return value instanceof UUID id ? id.toString() : value;
    }

    @Override
    public @Nullable UUID uuid(ResultSet rows, int column) throws SQLException {
        String id = rows.getString(column);
        return id == null ? null : UUID.fromString(id);
    }

    @Override
    public @Nullable Instant instant(ResultSet rows, int column) throws SQLException {
        LocalDateTime at = rows.getObject(column, LocalDateTime.class);
        return at == null ? null : at.toInstant(ZoneOffset.UTC);
    }

    @Override
    public boolean countsBatches() {
        // Not with rewriteBatchedStatements or useBulkStmts.
        return false;
    }

    @Override
    public void isolateNext(Connection connection) throws SQLException {
        // At REPEATABLE READ, which is the default, a transaction goes on seeing what was there at its first read, and
        // locks the gaps between rows.
        try (Statement statement = connection.createStatement()) {
            statement.execute("set transaction isolation level read committed");
        }
    }

    @Override
    public String folder() {
        return "mariadb";
    }

    @Override
    public List<String> files() {
        return List.of("V1.20261129__latchkey.sql");
    }

    @Override
    public boolean insertUnlessTaken(Session session, String insert, @Nullable Object... arguments)
            throws SQLException {
        try {
            return session.update(insert, arguments) == 1;
        } catch (SQLException e) {
            // The failed statement alone is undone, so the transaction goes on.
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
    public String inOrderOf(String index) {
        // For keys of which some column is null, MariaDB 10.11 and MySQL take another index, and sort all keys of the
        // tenant.
        return " force index (" + index + ")";
    }

    @Override
    public String pagedTime(String time) {
        return time;
    }

    @Override
    public void addUses(Session session, List<KeyUse> keys, List<DayUse> days, List<KeyUse> secrets)
            throws SQLException {
        if (!keys.isEmpty()) {
            session.batch(
                    ADD_TO_KEY,
                    keys.stream()
                            .map(use -> new @Nullable Object[] {
                                use.at(), use.count(), use.keyId(), use.at(), use.at(), use.count()
                            })
                            .toList());
        }
        if (!days.isEmpty()) {
            session.batch(ADD_TO_DAY, days.stream().map(MariaDbDialect::added).toList());
        }
        if (!secrets.isEmpty()) {
            session.batch(
                    ADD_TO_SECRET,
                    secrets.stream()
                            .map(use -> new @Nullable Object[] {use.at(), use.handle(), use.at()})
                            .toList());
        }
    }

    private static @Nullable Object[] added(DayUse use) {
        KeyUsage.Day day = use.day();
        return new @Nullable Object[] {
            day.date(),
            day.accepted(),
            day.limited(),
            day.refused(),
            use.keyId(),
            day.accepted(),
            day.limited(),
            day.refused()
        };
    }

    @Override
    public int tries(SQLException failure, boolean writes) {
        return switch (failure.getErrorCode()) {
            // A missing parent: a key was purged between seeing it and counting its use.
            case DEADLOCK, CHANGED_SINCE_READ, PARENT_MISSING -> TRIES;
            case LOCK_TIMEOUT -> TRIES_AFTER_WAITING;
            default -> 1;
        };
    }

    @Override
    public String present() {
        // Every primary key is called PRIMARY. No list shows every user all checks: one wants the right to read the
        // whole database, the other one the right to write the table.
        return "select 'column', concat(TABLE_NAME, '.', COLUMN_NAME) from information_schema.COLUMNS"
                + " where TABLE_SCHEMA = database()"
                + " union all select distinct 'constraint', case when CONSTRAINT_NAME = 'PRIMARY'"
                + " then concat(TABLE_NAME, '_pk') else CONSTRAINT_NAME end from information_schema.KEY_COLUMN_USAGE"
                + " where TABLE_SCHEMA = database()"
                + " union all select 'constraint', CONSTRAINT_NAME from information_schema.TABLE_CONSTRAINTS"
                + " where TABLE_SCHEMA = database() and CONSTRAINT_TYPE = 'CHECK'"
                + " union all select 'constraint', CONSTRAINT_NAME from information_schema.CHECK_CONSTRAINTS"
                + " where CONSTRAINT_SCHEMA = database()"
                + " union all select distinct 'index', INDEX_NAME from information_schema.STATISTICS"
                + " where TABLE_SCHEMA = database() and INDEX_NAME <> 'PRIMARY'";
    }

    /** Returns settings with which the promises cannot be kept, as conditions, and what to do about each. */
    Map<String, String> unfitSettings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(
                "'' is null",
                "With EMPTY_STRING_IS_NULL in sql_mode, an empty text is taken for null, which Latchkey tells apart."
                        + " Take it out of sql_mode");
        settings.put(
                "@@unique_checks = 0 or @@foreign_key_checks = 0",
                "With unique_checks or foreign_key_checks off, a slot or a handle could be taken twice. Turn them on");
        settings.put(
                "@@global.log_bin = 1 and @@binlog_format = 'STATEMENT'",
                "With binlog_format=STATEMENT, the server refuses changes at READ COMMITTED, which Latchkey's need. Set"
                        + " binlog_format to ROW or MIXED");
        return settings;
    }

    @Override
    public String unfit(Session session, List<String> tables) throws SQLException {
        if (session.query(IS_REPLICA, Row::next)) {
            return REPLICA;
        }
        if (session.connection().getTransactionIsolation() < Connection.TRANSACTION_READ_COMMITTED) {
            return UNCOMMITTED;
        }
        for (Map.Entry<String, String> setting : unfitSettings().entrySet()) {
            if (session.query("select 1 from dual where " + setting.getKey(), Row::next)) {
                return setting.getValue();
            }
        }
        // Numbers come from no sequence here.
        List<String> there =
                tables.stream().filter(table -> !table.endsWith("_seq")).toList();
        return SqlDialect.denied(session, there, NO_RIGHT);
    }

    @Override
    public String hiddenChanges(Session session) throws SQLException {
        // Numbers cannot begin again: the server does not let the next one be below the highest.
        return session.query(IS_REPLICA, Row::next) ? REPLICA : "";
    }

    @Override
    public boolean readsUncommitted(Connection connection) throws SQLException {
        // The isolation of connections is checked when a store is made. That of the host's transaction may be another.
        return !connection.getAutoCommit()
                && connection.getTransactionIsolation() < Connection.TRANSACTION_READ_COMMITTED;
    }

    @Override
    public SchemaLock lockSchema(Session session) throws SQLException {
        // Not for the transaction: the database ends it at every definition.
        if (session.query(LOCK, row -> !row.next() || row.number() != 1)) {
            throw new StoreException("Could not apply the schema: another node has held the lock for a minute", null);
        }
        return () -> session.query(UNLOCK, Row::next);
    }
}
