package dev.latchkey.adapter.jdbc;

import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.Pseudonym;
import dev.latchkey.ports.TenantMark;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The removal of events, and of users from them. What is meant is found first, then written row by row. */
final class EventErasure {
    private static final String PURGED = "select key_id from latchkey_audit where action = 'PURGED' and happened_at < ?"
            + " order by action, happened_at fetch first ? rows only";
    private static final String DELETE_OF_KEY = "delete from latchkey_audit where key_id = ?";

    private static final String OF_KEYS_GONE = "select key_id, version from latchkey_audit e where tenant = ?"
            + " and not exists (select 1 from latchkey_key k where k.id = e.key_id) fetch first ? rows only";
    private static final String DELETE = "delete from latchkey_audit where key_id = ? and version = ?";

    /** Each value of a member is a line that begins with an equals sign. */
    private static final String OF_USER = "select " + EventRows.COLUMNS + " from latchkey_audit"
            + " where actor_kind = 'USER' and actor_id = ?"
            + " or position(? in concat(chr(10), changes, chr(10))) > 0 fetch first ? rows only";

    private static final String REPLACE = "update latchkey_audit set actor_id = ?, address = ?, request_id = ?,"
            + " changes = ? where key_id = ? and version = ?";

    private EventErasure() {}

    static int forgetPurged(Session session, Instant before, int limit) throws SQLException {
        return deleted(session, DELETE_OF_KEY, rows(session, PURGED, 1, before, limit));
    }

    static int forgetTenant(Session session, String tenant, int limit) throws SQLException {
        Optional<TenantMark> mark = TenantRows.find(session, tenant);
        if (mark.isPresent()) {
            TenantRows.change(session, mark.get().bare());
        }
        return deleted(session, DELETE, rows(session, OF_KEYS_GONE, 2, tenant, limit));
    }

    private static List<@Nullable Object[]> rows(Session session, String sql, int columns, Object... arguments)
            throws SQLException {
        return session.query(
                sql,
                row -> {
                    List<@Nullable Object[]> found = new ArrayList<>();
                    while (row.next()) {
                        found.add(
                                columns == 1
                                        ? new @Nullable Object[] {row.uuid()}
                                        : new @Nullable Object[] {row.uuid(), row.number()});
                    }
                    return found;
                },
                arguments);
    }

    private static int deleted(Session session, String delete, List<@Nullable Object[]> rows) throws SQLException {
        return rows.isEmpty()
                ? 0
                : (int) IntStream.of(session.countedBatch(delete, rows))
                        .filter(deleted -> deleted > 0)
                        .count();
    }

    static int replaceUser(Session session, Pseudonym pseudonym) throws SQLException {
        for (TenantMark mark : TenantRows.marksBy(session, pseudonym.user())) {
            TenantRows.change(session, pseudonym.in(mark));
        }
        List<AuditEvent> found = session.query(
                OF_USER, EventRows::all, pseudonym.user(), "\n=" + pseudonym.user() + "\n", pseudonym.limit());
        List<@Nullable Object[]> changed =
                found.stream().map(pseudonym::in).map(EventErasure::change).toList();
        if (!changed.isEmpty()) {
            session.batch(REPLACE, changed);
        }
        return changed.size();
    }

    private static @Nullable Object[] change(AuditEvent event) {
        Actor actor = event.actor();
        return new @Nullable Object[] {
            actor.id(),
            actor.origin().address(),
            actor.origin().requestId(),
            EventRows.text(event.changes()),
            event.keyId(),
            event.version()
        };
    }
}
