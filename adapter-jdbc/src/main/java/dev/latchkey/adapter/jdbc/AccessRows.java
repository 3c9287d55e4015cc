package dev.latchkey.adapter.jdbc;

import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.Origin;
import dev.latchkey.ports.Pseudonym;
import dev.latchkey.ports.query.AccessEvent;
import dev.latchkey.ports.query.AccessQuery;
import dev.latchkey.ports.query.Page;
import dev.latchkey.ports.query.TimelineEntry.Access;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The form of access events in columns, their pages and their removal. The id of an event has its instant in
 * milliseconds as the upper half and its number as the lower one, because after a restore a number can come again.
 */
final class AccessRows {
    private static final String COLUMNS = "happened_at, kind, reason, tenant, key_id, address, actor_kind, actor_id,"
            + " request_id, only_named, times";
    private static final String INSERT =
            "insert into latchkey_access_event (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    // The order begins with the columns that are equal in all rows because H2 else does not see that the index has it.
    private static final String PAGE = "select id, " + COLUMNS + " from latchkey_access_event where tenant = ?%1$s"
            + " and %3$s <= %4$s and (%3$s, id) < (%4$s, ?)"
            + " order by tenant, %2$s%3$s desc, id desc fetch first ? rows only";

    private static final String OLD = "select happened_at, id from latchkey_access_event where happened_at < ?"
            + " order by happened_at fetch first ? rows only";
    // In an order that the index of pages has, because PostgreSQL else looks at all events for a large tenant.
    private static final String OF_TENANT = "select happened_at, id from latchkey_access_event where tenant = ?"
            + " order by tenant, %s desc, id desc fetch first ? rows only";
    private static final String DELETE = "delete from latchkey_access_event where happened_at = ? and id = ?";
    private static final String OF_USER = "select id, " + COLUMNS + " from latchkey_access_event"
            + " where actor_kind = 'USER' and actor_id = ? fetch first ? rows only";
    private static final String REPLACE = "update latchkey_access_event set address = ?, actor_id = ?, request_id = ?"
            + " where happened_at = ? and id = ?";

    private static final Instant LAST_INSTANT = Instant.parse("9999-12-31T23:59:59.999Z");

    private AccessRows() {}

    static void insertAll(Session session, List<AccessEvent> events) throws SQLException {
        session.batch(INSERT, events.stream().map(AccessRows::columns).toList());
    }

    private static @Nullable Object[] columns(AccessEvent event) {
        Actor actor = event.actor();
        return new @Nullable Object[] {
            event.at(),
            event.kind().name(),
            event.reason(),
            event.tenant(),
            event.keyId(),
            event.address(),
            actor == null ? null : actor.kind().name(),
            actor == null ? null : actor.id(),
            actor == null ? null : actor.origin().requestId(),
            actor == null ? null : (Boolean) actor.origin().onlyNamed(),
            event.count()
        };
    }

    static Page<Access> page(Session session, SqlDialect dialect, AccessQuery query) throws SQLException {
        AccessQuery.Position after = query.after();
        Instant at = after == null ? LAST_INSTANT : after.at();
        boolean ofKey = query.keyId() != null;
        List<@Nullable Object> arguments = new ArrayList<>();
        arguments.add(query.tenant());
        if (ofKey) {
            arguments.add(query.keyId());
        }
        arguments.addAll(Arrays.asList(at, at, after == null ? Long.MAX_VALUE : number(after), query.limit() + 1));
        String sql = PAGE.formatted(
                ofKey ? " and key_id = ?" : "",
                ofKey ? "key_id, " : "",
                dialect.pagedTime("happened_at"),
                dialect.pagedTime("?"));
        return Page.of(session.query(sql, AccessRows::all, arguments.toArray()), query.limit());
    }

    static int forget(Session session, Instant before, int limit) throws SQLException {
        return delete(session, OLD, before, limit);
    }

    static int forgetTenant(Session session, SqlDialect dialect, String tenant, int limit) throws SQLException {
        return delete(session, OF_TENANT.formatted(dialect.pagedTime("happened_at")), tenant, limit);
    }

    private static int delete(Session session, String found, Object what, int limit) throws SQLException {
        List<@Nullable Object[]> rows = session.query(
                found,
                row -> {
                    List<@Nullable Object[]> ids = new ArrayList<>();
                    while (row.next()) {
                        ids.add(new @Nullable Object[] {row.instant(), row.number()});
                    }
                    return ids;
                },
                what,
                limit);
        return rows.isEmpty()
                ? 0
                : IntStream.of(session.countedBatch(DELETE, rows)).sum();
    }

    static int replaceUser(Session session, Pseudonym pseudonym) throws SQLException {
        List<Access> found = session.query(OF_USER, AccessRows::all, pseudonym.user(), pseudonym.limit());
        List<@Nullable Object[]> changed = found.stream()
                .map(access -> change(access.id(), pseudonym.in(access.event())))
                .toList();
        if (!changed.isEmpty()) {
            session.batch(REPLACE, changed);
        }
        return changed.size();
    }

    private static @Nullable Object[] change(UUID id, AccessEvent event) {
        Actor actor = event.actor();
        return new @Nullable Object[] {
            event.address(),
            actor == null ? null : actor.id(),
            actor == null ? null : actor.origin().requestId(),
            event.at(),
            id.getLeastSignificantBits()
        };
    }

    private static UUID id(Instant at, long number) {
        return new UUID(at.toEpochMilli(), number);
    }

    /** Returns the number of an event; of an id that no event has, a number that lies on the same side of all. */
    private static long number(AccessQuery.Position position) {
        UUID first = id(position.at(), 0);
        if (position.id().getMostSignificantBits() == first.getMostSignificantBits()
                && position.id().getLeastSignificantBits() >= 0) {
            return position.id().getLeastSignificantBits();
        }
        return position.compareTo(new AccessQuery.Position(position.at(), first)) < 0 ? Long.MAX_VALUE : -1;
    }

    private static List<Access> all(Row row) throws SQLException {
        List<Access> events = new ArrayList<>();
        while (row.next()) {
            long number = row.number();
            AccessEvent event = event(row);
            events.add(new Access(id(event.at(), number), event));
        }
        return events;
    }

    private static AccessEvent event(Row row) throws SQLException {
        Instant at = row.instant();
        AccessEvent.Kind kind = AccessEvent.Kind.of(row.text());
        String reason = row.text();
        String tenant = row.textOrNull();
        UUID keyId = row.uuidOrNull();
        String address = row.textOrNull();
        Actor actor = actor(address, row);
        return new AccessEvent(at, kind, reason, tenant, keyId, address, actor, row.number());
    }

    private static @Nullable Actor actor(@Nullable String address, Row row) throws SQLException {
        String kind = row.textOrNull();
        String id = row.textOrNull();
        Origin origin = new Origin(address, row.textOrNull(), row.flag());
        return kind == null || id == null ? null : new Actor(Actor.Kind.of(kind), id, origin);
    }
}
