package dev.latchkey.adapter.inmemory;

import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.Page;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;

/** The events of all keys, in the order of lists. Guarded by the lock of the store. */
final class EventShelves {
    private final Map<String, NavigableMap<AuditQuery.Position, AuditEvent>> byTenant = new HashMap<>();
    private final Map<UUID, NavigableMap<AuditQuery.Position, AuditEvent>> byKey = new HashMap<>();

    void put(AuditEvent event) {
        AuditQuery.Position position = AuditQuery.Position.of(event);
        byTenant.computeIfAbsent(event.tenant(), any -> new TreeMap<>()).put(position, event);
        byKey.computeIfAbsent(event.keyId(), any -> new TreeMap<>()).put(position, event);
    }

    Page<AuditEvent> page(AuditQuery query) {
        NavigableMap<AuditQuery.Position, AuditEvent> events =
                query.keyId() == null ? byTenant.get(query.tenant()) : byKey.get(query.keyId());
        List<AuditEvent> found = InMemoryKeyStore.following(events, query.after()).stream()
                .filter(event -> event.tenant().equals(query.tenant()))
                .limit(query.limit() + 1L)
                .toList();
        return Page.of(found, query.limit());
    }
}
