package dev.latchkey.adapter.jdbc;

import dev.latchkey.ports.KeyUse;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ConcurrentModificationException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** H2, embedded and as a server. */
final class H2Dialect implements Dialect {
    private static final int DUPLICATE_KEY = 23505;
    private static final int PARENT_MISSING = 23506;
    private static final int DEADLOCK = 40001;
    private static final int GENERAL_ERROR = 50000;
    private static final int LOCK_TIMEOUT = 50200;
    private static final int CONCURRENT_UPDATE = 90131;

    private static final String ADD_TO_KEY =
            "update latchkey_usage set last_used_at = greatest(last_used_at, ?), uses = uses + ? where key_id = ?";
    private static final String FIRST_OF_KEY = "insert into latchkey_usage (key_id, last_used_at, uses)"
            + " select id, cast(? as timestamp(3) with time zone), cast(? as bigint) from latchkey_key where id = ?";
    private static final String ADD_TO_DAY =
            "update latchkey_usage_day set uses = uses + ? where key_id = ? and used_on = ?";
    private static final String FIRST_OF_DAY = "insert into latchkey_usage_day (key_id, used_on, uses)"
            + " select id, cast(? as date), cast(? as bigint) from latchkey_key where id = ?";

    @Override
    public String folder() {
        return "h2";
    }

    @Override
    public List<String> files() {
        return List.of("V1.20261101__latchkey.sql");
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
    public void addUses(Session session, List<KeyUse> keys, List<KeyUse> days) throws SQLException {
        for (KeyUse use : keys) {
            Object[] add = {use.lastUsedAt(), use.count(), use.keyId()};
            // The second update is for a first row that somebody else inserted in between.
            if (session.update(ADD_TO_KEY, add) == 0 && !insertUnlessTaken(session, FIRST_OF_KEY, add)) {
                session.update(ADD_TO_KEY, add);
            }
        }
        for (KeyUse use : days) {
            Object day = use.lastUsedAt().atOffset(ZoneOffset.UTC).toLocalDate();
            if (session.update(ADD_TO_DAY, use.count(), use.keyId(), day) == 0
                    && !insertUnlessTaken(session, FIRST_OF_DAY, day, use.count(), use.keyId())) {
                session.update(ADD_TO_DAY, use.count(), use.keyId(), day);
            }
        }
    }

    @Override
    public int tries(SQLException failure, boolean writes) {
        return switch (failure.getErrorCode()) {
            // A missing parent: a key was purged between seeing it and counting its use.
            case DEADLOCK, CONCURRENT_UPDATE, PARENT_MISSING -> TRIES;
            case LOCK_TIMEOUT -> TRIES_AFTER_WAITING;
            // Another node was making tables while this one asked which there are: H2 guards its own lists too little.
            case GENERAL_ERROR -> !writes && failure.getCause() instanceof ConcurrentModificationException ? TRIES : 1;
            default -> 1;
        };
    }

    @Override
    public String present() {
        return "select 'column', table_name || '.' || column_name from information_schema.columns"
                + " where table_schema = current_schema"
                + " union all select 'constraint', constraint_name from information_schema.table_constraints"
                + " where constraint_schema = current_schema"
                + " union all select 'index', index_name from information_schema.indexes"
                + " where index_schema = current_schema";
    }

    @Override
    public void lockSchema(Session session) {
        // H2 ends the transaction at every definition, so nothing could be held. It takes one definition at a time, and
        // ours may run twice.
    }
}
