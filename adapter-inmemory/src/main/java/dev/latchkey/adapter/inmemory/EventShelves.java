package dev.latchkey.adapter.inmemory;

import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.Page;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
        List<AuditEvent> found = KeyIndexes.following(events, query.after()).stream()
                .filter(event -> event.tenant().equals(query.tenant()))
                .limit(query.limit() + 1L)
                .toList();
        return Page.of(found, query.limit());
    }

    /** Returns the purges before an instant, the first one first. */
    List<AuditEvent> purges(Instant before) {
        return all().filter(event ->
                        event.action() == AuditAction.PURGED && event.at().isBefore(before))
                .sorted(Comparator.comparing(AuditEvent::at))
                .toList();
    }

    /** Tells whether an event is there exactly like this. */
    boolean has(AuditEvent event) {
        return byKey.getOrDefault(event.keyId(), Collections.emptyNavigableMap())
                .containsValue(event);
    }

    /** Tells whether there is an event of this id and version. */
    boolean hasVersion(AuditEvent event) {
        return byKey.getOrDefault(event.keyId(), Collections.emptyNavigableMap()).values().stream()
                .anyMatch(one -> one.version() == event.version());
    }

    /** Puts an event unless there is one of its id and version, and tells whether it did. */
    boolean putIfAbsent(AuditEvent event) {
        boolean absent = !hasVersion(event);
        if (absent) {
            put(event);
        }
        return absent;
    }

    Set<String> tenants() {
        return byTenant.keySet();
    }

    Stream<AuditEvent> all() {
        return byKey.values().stream().flatMap(events -> events.values().stream());
    }

    /** Returns the events of a tenant. */
    List<AuditEvent> of(String tenant) {
        return List.copyOf(
                byTenant.getOrDefault(tenant, Collections.emptyNavigableMap()).values());
    }

    /** Removes all events of a key. */
    void remove(UUID keyId) {
        List.copyOf(byKey.getOrDefault(keyId, Collections.emptyNavigableMap()).values())
                .forEach(this::remove);
    }

    void remove(AuditEvent event) {
        AuditQuery.Position position = AuditQuery.Position.of(event);
        byTenant.computeIfPresent(event.tenant(), (any, events) -> without(position, events));
        byKey.computeIfPresent(event.keyId(), (any, events) -> without(position, events));
    }

    private static @Nullable NavigableMap<AuditQuery.Position, AuditEvent> without(
            AuditQuery.Position position, NavigableMap<AuditQuery.Position, AuditEvent> events) {
        events.remove(position);
        return events.isEmpty() ? null : events;
    }
}
