package dev.latchkey.adapter.jdbc;

import dev.latchkey.ports.KeyUse;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** PostgreSQL 16 and later. */
final class PostgresDialect implements SqlDialect {
    /** Any number that nobody else takes for an advisory lock: "latchkey" in ASCII. */
    private static final long SCHEMA_LOCK = 0x6c617463686b6579L;

    private static final String IN_SCHEMA = " and c.relnamespace = current_schema()::regnamespace";
    private static final String IS_STANDBY = "select 1 where pg_is_in_recovery()";
    private static final String STANDBY =
            "This PostgreSQL server is a standby, which may not have received yet that a key"
                    + " was revoked. Connect to the primary: with targetServerType=primary if the URL names "
                    + "several servers";
    /** The sequence of the numbers, if the user may read it. Polling requires that right. */
    private static final String SEQUENCE = "select s from pg_get_serial_sequence('latchkey_audit', 'number') s"
            + " where has_sequence_privilege(s, 'select')";

    private static final String IS_BEHIND = "select 1 from latchkey_audit"
            + " where number >= (select last_value + is_called::int from %s) fetch first 1 row only";
    private static final String NO_USAGE = "select count(current_schema())";
    private static final String DENIED = "select c.relname::text from pg_class c where c.relkind in ('r', 'p', 'S')"
            + " and c.relname = any (string_to_array(?, ',')) and not has_table_privilege(c.oid, 'select')" + IN_SCHEMA
            + " order by c.relname";
    private static final String ELSEWHERE = "select n.nspname::text from pg_class c"
            + " join pg_namespace n on n.oid = c.relnamespace"
            + " where c.relname = 'latchkey_key' and n.nspname = any (current_schemas(false)) and not exists ("
            + "select from pg_class c where c.relname = 'latchkey_key'" + IN_SCHEMA + ") order by n.nspname";

    private static final String ADD_TO_KEYS = "insert into latchkey_usage as u (key_id, tenant, last_used_at, uses)"
            + " select k.id, k.tenant, a.at, a.n from"
            + " unnest(?::text[]::uuid[], ?::text[]::timestamptz[], ?::text[]::bigint[])"
            // Each key before its usage, as a purge locks them. Otherwise the foreign key locks it afterwards.
            + " as a (id, at, n) join latchkey_key k on k.id = a.id order by k.id for key share of k"
            + " on conflict (key_id) do update set"
            + " last_used_at = greatest(u.last_used_at, excluded.last_used_at), uses = u.uses + excluded.uses";
    private static final String ADD_TO_DAYS = "insert into latchkey_usage_day as u"
            + " (key_id, used_on, uses, limited, refused) select k.id, a.day, a.accepted, a.limited, a.refused from"
            + " unnest(?::text[]::uuid[], ?::text[]::date[], ?::text[]::bigint[], ?::text[]::bigint[],"
            + " ?::text[]::bigint[]) as a (id, day, accepted, limited, refused) join latchkey_key k on k.id = a.id"
            + " order by k.id, a.day on conflict (key_id, used_on) do update set uses = u.uses + excluded.uses,"
            + " limited = u.limited + excluded.limited, refused = u.refused + excluded.refused";
    private static final String ADD_TO_SECRETS = "insert into latchkey_secret_use as u (handle, last_used_at)"
            + " select s.handle, a.at from unnest(?::text[], ?::text[]::timestamptz[]) as a (handle, at)"
            + " join latchkey_secret s on s.handle = a.handle order by s.handle"
            + " on conflict (handle) do update set last_used_at = greatest(u.last_used_at, excluded.last_used_at)";

    @Override
    public boolean endsTransactionsThatFail() {
        return true;
    }

    @Override
    public String folder() {
        return "postgresql";
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
        return session.update(insert + " on conflict do nothing", arguments) == 1;
    }

    @Override
    public String takesSlot() {
        return "k.slot = ? and k.revoked_at is null";
    }

    @Override
    public String pagedTime(String time) {
        // Not the column itself. With statistics of an even distribution, PostgreSQL would walk along the index of the
        // events of all tenants that is there for the removal of old ones.
        return "(" + time + " at time zone 'UTC')";
    }

    @Override
    public void addUses(Session session, List<KeyUse> keys, List<DayUse> days, List<KeyUse> secrets)
            throws SQLException {
        session.update(
                ADD_TO_KEYS,
                array(session, keys, KeyUse::keyId),
                array(session, keys, KeyUse::at),
                array(session, keys, KeyUse::count));
        session.update(
                ADD_TO_DAYS,
                array(session, days, DayUse::keyId),
                array(session, days, use -> use.day().date()),
                array(session, days, use -> use.day().accepted()),
                array(session, days, use -> use.day().limited()),
                array(session, days, use -> use.day().refused()));
        if (!secrets.isEmpty()) {
            session.update(
                    ADD_TO_SECRETS,
                    array(session, secrets, use -> Objects.requireNonNull(use.handle())),
                    array(session, secrets, KeyUse::at));
        }
    }

    private static <T> Array array(Session session, List<T> uses, Function<T, Object> part) throws SQLException {
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
        // Of the catalog, which also has what the user has no right to use. Of the schema that tables would be created
        // in, because another application's may be further back in the search path.
        return "select 'column', c.relname || '.' || a.attname from pg_attribute a join pg_class c on c.oid = "
                + "a.attrelid"
                + " where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped" + IN_SCHEMA
                + " union all select 'constraint', x.conname from pg_constraint x join pg_class c on c.oid = x.conrelid"
                + " where true" + IN_SCHEMA
                + " union all select 'index', c.relname from pg_index i join pg_class c on c.oid = i.indexrelid"
                + " where i.indisvalid" + IN_SCHEMA
                + " union all select 'trigger', t.tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid"
                + " where not t.tgisinternal" + IN_SCHEMA;
    }

    @Override
    public String unfit(Session session, List<String> tables) throws SQLException {
        if (session.query(IS_STANDBY, Row::next)) {
            return STANDBY;
        }
        String user = session.query("select current_user::text", row -> row.next() ? row.text() : "");
        if (session.query(NO_USAGE, row -> row.next() && row.number() == 0)) {
            return "The user " + user + " may use no schema of the search path. Grant usage on one, create one, or name"
                    + " another with currentSchema in the URL";
        }
        List<String> denied = session.query(DENIED, PostgresDialect::names, String.join(",", tables));
        if (!denied.isEmpty()) {
            return "The user " + user + " may not read " + String.join(", ", denied) + ". " + Failure.GRANTS;
        }
        List<String> elsewhere = session.query(ELSEWHERE, PostgresDialect::names);
        return elsewhere.isEmpty()
                ? ""
                : "Latchkey's tables are not in the first schema of the search path but in "
                        + String.join(", ", elsewhere)
                        + ", where they may be another application's. Name one schema with currentSchema in the URL";
    }

    @Override
    public String hiddenChanges(Session session) throws SQLException {
        if (session.query(IS_STANDBY, Row::next)) {
            return STANDBY;
        }
        String sequence = session.query(SEQUENCE, row -> row.next() ? row.text() : "");
        return sequence.isEmpty() || !session.query(IS_BEHIND.formatted(sequence), Row::next)
                ? ""
                : "The sequence " + sequence
                        + " is behind its table, so changes would be hidden from polling. Run: select" + " setval('"
                        + sequence + "', (select max(number) from latchkey_audit))";
    }

    private static List<String> names(Row row) throws SQLException {
        List<String> names = new ArrayList<>();
        while (row.next()) {
            names.add(row.text());
        }
        return names;
    }

    @Override
    public boolean readsUncommitted(Connection connection) {
        // At READ UNCOMMITTED, PostgreSQL does what READ COMMITTED says.
        return false;
    }

    @Override
    public SchemaLock lockSchema(Session session) throws SQLException {
        session.query("select pg_advisory_xact_lock(?)", Row::next, SCHEMA_LOCK);
        return () -> {};
    }
}
