package dev.latchkey.adapter.jdbc;

import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.Purge;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The removal of dead keys with their secrets and usage. Their handles and events stay. */
final class KeyPurge {
    // The lower bound keeps H2 from walking over all keys that will never be dead.
    private static final String DEAD = "select id, tenant, version from latchkey_key"
            + " where dead_since >= ? and dead_since < ? order by dead_since, id fetch first ? rows only";
    private static final String DELETE = "delete from latchkey_key where id = ? and version = ?";

    private KeyPurge() {}

    static int run(Session session, Purge purge) throws SQLException {
        int purged = 0;
        List<AuditEvent> dead = dead(session, purge, purge.limit());
        while (!dead.isEmpty()) {
            int deleted = delete(session, dead);
            purged += deleted;
            // Above READ COMMITTED, a transaction goes on seeing keys that others have purged.
            dead = deleted > 0 && purged < purge.limit() ? dead(session, purge, purge.limit() - purged) : List.of();
        }
        return purged;
    }

    /** Finds dead keys, and returns the events of their removal. */
    private static List<AuditEvent> dead(Session session, Purge purge, int limit) throws SQLException {
        return session.query(
                DEAD,
                row -> {
                    List<AuditEvent> events = new ArrayList<>();
                    while (row.next()) {
                        events.add(purge.event(row.uuid(), row.text(), row.number()));
                    }
                    return events;
                },
                Instant.EPOCH,
                purge.before(),
                limit);
    }

    /** Deletes keys unless another transaction has deleted or changed them, and returns how many it deleted. */
    private static int delete(Session session, List<AuditEvent> dead) throws SQLException {
        int[] deleted = session.countedBatch(
                DELETE,
                dead.stream()
                        .map(event -> new @Nullable Object[] {event.keyId(), event.version() - 1})
                        .toList());
        List<AuditEvent> events = IntStream.range(0, deleted.length)
                .filter(i -> deleted[i] == 1)
                .mapToObj(dead::get)
                .toList();
        EventRows.insertAll(session, events);
        return events.size();
    }
}
