package dev.latchkey.adapter.jdbc;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.ports.query.KeyFilter;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The pages of keys, each read by one statement. */
final class KeyPages {
    private static final String PAGE = "select " + KeyRows.KEY_COLUMNS + ", " + KeyRows.SECRET_COLUMNS
            + ", u.last_used_at, coalesce(u.uses, 0), x.last_used_at from (%s) k"
            + " join latchkey_secret s on s.key_id = k.id left join latchkey_usage u on u.key_id = k.id"
            + " left join latchkey_secret_use x on x.handle = s.handle order by ";
    private static final String LIST = PAGE + "k.created_at desc, k.id desc, s.generation desc";
    private static final String WALK = PAGE + "k.id, s.generation desc";
    private static final String DUE = PAGE + "k.expires_at, k.id, s.generation desc";
    private static final String ALL = "select * from latchkey_key %s order by id fetch first ? rows only";

    // The order begins with the columns that are equal in all rows because H2 else does not see that the index has it.
    private static final String OF_TENANT = "select * from latchkey_key%s where tenant = ?%s"
            + " and created_at <= ? and (created_at, id) < (?, ?)"
            + " order by tenant,%s created_at desc, id desc fetch first ? rows only";
    private static final String OF_ISSUER = "select l.* from latchkey_issued i%s join latchkey_key l on l.id = i.key_id"
            + " where i.tenant = ? and i.issuer_id = ?%s"
            + " and i.created_at <= ? and (i.created_at, i.key_id) < (?, ?)"
            + " order by i.tenant, i.issuer_id, i.created_at desc, i.key_id desc fetch first ? rows only";
    // Distinct keeps PostgreSQL, and the left join H2, from walking along a tenant's keys to look for such a handle.
    private static final String OF_HANDLE = "select l.* from (select distinct key_id from latchkey_secret"
            + " where handle >= ? and handle < ?) h left join latchkey_key l on l.id = h.key_id where l.tenant = ?%s"
            + " and l.created_at <= ? and (l.created_at, l.id) < (?, ?)"
            + " order by l.created_at desc, l.id desc fetch first ? rows only";
    private static final String ALIVE =
            " and revoked_at is null and expired_at is null and (expires_at is null or expires_at > ?)";

    /** The lower bound keeps databases from walking over the keys that never expire. */
    private static final String EXPIRED = "select * from latchkey_key where revoked_at is null and expired_at is null"
            + " and expires_at >= ? and expires_at < ?"
            + " order by revoked_at, expired_at, expires_at, id fetch first ? rows only";

    private static final Instant LAST_INSTANT = Instant.parse("9999-12-31T23:59:59.999Z");
    private static final UUID LAST_ID = new UUID(-1, -1);

    private KeyPages() {}

    static Page<ListedKey> list(Session session, KeyQuery query) throws SQLException {
        KeyQuery.Position after = query.after();
        Instant createdAt = after == null ? LAST_INSTANT : after.createdAt();
        List<@Nullable Object> arguments = new ArrayList<>();
        String keys = keys(session.dialect(), query, arguments);
        if (query.aliveAt() != null) {
            arguments.add(query.aliveAt());
        }
        String sql = LIST.formatted(keys);
        arguments.addAll(Arrays.asList(createdAt, createdAt, after == null ? LAST_ID : after.id(), query.limit() + 1));
        return Page.of(session.query(sql, KeyRows::listed, arguments.toArray()), query.limit());
    }

    /** Returns the query for the keys of a page, and adds the tenant and the filter to its arguments. */
    private static String keys(SqlDialect dialect, KeyQuery query, List<@Nullable Object> arguments) {
        KeyFilter filter = query.filter();
        boolean living = query.aliveAt() != null;
        String alive = living ? ALIVE : "";
        String index = "latchkey_key_alive" + (filter == null ? "_ix" : "_slot_ix");
        String hint = living ? dialect.inOrderOf(index) : "";
        String order = living && hint.isEmpty() ? " revoked_at, expired_at," : "";
        if (filter == null) {
            arguments.add(query.tenant());
            return OF_TENANT.formatted(hint, alive, order);
        }
        return switch (filter.member()) {
            case SLOT -> {
                arguments.addAll(List.of(query.tenant(), filter.value()));
                yield OF_TENANT.formatted(hint, " and slot = ?" + alive, " slot," + order);
            }
            case ISSUER -> {
                arguments.addAll(List.of(query.tenant(), filter.issuer()));
                yield OF_ISSUER.formatted(dialect.inOrderOf("latchkey_issued_list_ix"), alive);
            }
            case HANDLE -> {
                arguments.addAll(List.of(filter.value(), filter.above(), query.tenant()));
                yield OF_HANDLE.formatted(alive);
            }
        };
    }

    /** Returns the statement that reads the keys of another one, in an order of the columns of {@code k}. */
    static String page(String keys, String order) {
        return PAGE.formatted(keys) + order + ", s.generation desc";
    }

    static List<ApiKey> expired(Session session, Instant before, int limit) throws SQLException {
        return session.query(DUE.formatted(EXPIRED), KeyRows::listed, Instant.EPOCH, before, limit).stream()
                .map(ListedKey::key)
                .toList();
    }

    static Page<ApiKey> all(Session session, @Nullable UUID after, int limit) throws SQLException {
        List<ListedKey> found = after == null
                ? session.query(WALK.formatted(ALL.formatted("")), KeyRows::listed, limit + 1)
                : session.query(WALK.formatted(ALL.formatted("where id > ?")), KeyRows::listed, after, limit + 1);
        return Page.of(found.stream().map(ListedKey::key).toList(), limit);
    }
}
