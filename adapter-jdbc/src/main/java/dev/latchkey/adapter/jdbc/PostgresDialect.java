package dev.latchkey.adapter.jdbc;

import dev.latchkey.ports.KeyUse;
import java.sql.Array;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** PostgreSQL 16 and later. */
final class PostgresDialect implements Dialect {
    /** Any number that nobody else takes for an advisory lock: "latchkey" in ASCII. */
    private static final long SCHEMA_LOCK = 0x6c617463686b6579L;

    private static final String ADD_TO_KEYS = "insert into latchkey_usage as u (key_id, last_used_at, uses)"
            + " select k.id, a.at, a.n from unnest(?::text[]::uuid[], ?::text[]::timestamptz[], ?::text[]::bigint[])"
            + " as a (id, at, n) join latchkey_key k on k.id = a.id order by k.id"
            + " on conflict (key_id) do update set"
            + " last_used_at = greatest(u.last_used_at, excluded.last_used_at), uses = u.uses + excluded.uses";
    private static final String ADD_TO_DAYS = "insert into latchkey_usage_day as u (key_id, used_on, uses)"
            + " select k.id, (a.at at time zone 'UTC')::date, a.n"
            + " from unnest(?::text[]::uuid[], ?::text[]::timestamptz[], ?::text[]::bigint[])"
            + " as a (id, at, n) join latchkey_key k on k.id = a.id order by k.id, a.at"
            + " on conflict (key_id, used_on) do update set uses = u.uses + excluded.uses";

    @Override
    public String folder() {
        return "postgresql";
    }

    @Override
    public List<String> files() {
        return List.of("V1.20261101__latchkey.sql");
    }

    @Override
    public boolean insertUnlessTaken(Session session, String insert, @Nullable Object... arguments)
            throws SQLException {
        return session.update(insert + " on conflict do nothing", arguments) == 1;
    }

    @Override
    public String takesSlot() {
        return "k.slot = ? and k.revoked_at is null";
    }

    @Override
    public void addUses(Session session, List<KeyUse> keys, List<KeyUse> days) throws SQLException {
        add(session, ADD_TO_KEYS, keys);
        add(session, ADD_TO_DAYS, days);
    }

    private static void add(Session session, String sql, List<KeyUse> uses) throws SQLException {
        session.update(
                sql,
                array(session, uses, KeyUse::keyId),
                array(session, uses, KeyUse::lastUsedAt),
                array(session, uses, KeyUse::count));
    }

    private static Array array(Session session, List<KeyUse> uses, Function<KeyUse, Object> part) throws SQLException {
        Object[] texts = uses.stream().map(part.andThen(Object::toString)).toArray();
        return session.connection().createArrayOf("text", texts);
    }

    @Override
    public int tries(SQLException failure, boolean writes) {
        return switch (Objects.requireNonNullElse(failure.getSQLState(), "")) {
            // Serialization failure; foreign key: a key was purged between seeing it and counting its use.
            case "40001", "23503" -> TRIES;
            // Deadlock; lock time-out.
            case "40P01", "55P03" -> TRIES_AFTER_WAITING;
            default -> 1;
        };
    }

    @Override
    public String present() {
        return "select 'column', table_name || '.' || column_name from information_schema.columns"
                + " where table_schema = any (current_schemas(false))"
                + " union all select 'constraint', c.conname from pg_constraint c"
                + " join pg_namespace n on n.oid = c.connamespace where n.nspname = any (current_schemas(false))"
                + " union all select 'index', c.relname from pg_index i join pg_class c on c.oid = i.indexrelid"
                + " join pg_namespace n on n.oid = c.relnamespace"
                + " where i.indisvalid and n.nspname = any (current_schemas(false))"
                + " union all select 'trigger', t.tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid"
                + " join pg_namespace n on n.oid = c.relnamespace"
                + " where not t.tgisinternal and n.nspname = any (current_schemas(false))";
    }

    @Override
    public void lockSchema(Session session) throws SQLException {
        session.query("select pg_advisory_xact_lock(?)", Row::next, SCHEMA_LOCK);
    }
}
