package dev.latchkey.adapter.inmemory;

import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.KeyArchive;
import dev.latchkey.ports.query.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The archive of an {@link InMemoryKeyStore}, under its lock. */
final class InMemoryKeyArchive implements KeyArchive {
    private final InMemoryKeyStore store;
    private final KeyIndexes keys;
    private final InMemoryKeyHistory history;
    private final EventShelves events;

    InMemoryKeyArchive(InMemoryKeyStore store, KeyIndexes keys, InMemoryKeyHistory history, EventShelves events) {
        this.store = store;
        this.keys = keys;
        this.history = history;
        this.events = events;
    }

    @Override
    public Page<String> tenants(@Nullable String after, int limit) {
        synchronized (store) {
            return Page.of(
                    events.tenants().stream()
                            .filter(tenant -> after == null || tenant.compareTo(after) > 0)
                            .sorted()
                            .limit(limit + 1L)
                            .toList(),
                    limit);
        }
    }

    @Override
    public Page<DroppedHandle> droppedHandles(@Nullable String after, int limit) {
        synchronized (store) {
            return Page.of(keys.droppedHandles(after, limit + 1), limit);
        }
    }

    @Override
    public List<WholeUsage> usage(List<UUID> keyIds) {
        synchronized (store) {
            return keyIds.stream()
                    .flatMap(id -> store.findById(id).value().stream())
                    .flatMap(history::whole)
                    .toList();
        }
    }

    @Override
    @CheckReturnValue
    public Restoration restore(ApiKey key, List<AuditEvent> given, long replaced) {
        return store.restore(key, given, replaced);
    }

    @Override
    @CheckReturnValue
    public List<AuditEvent> addEvents(List<AuditEvent> given) {
        List<AuditEvent> refused = new ArrayList<>();
        synchronized (store) {
            for (AuditEvent event : given) {
                boolean ahead = store.findById(event.keyId())
                        .value()
                        .filter(key -> key.version() < event.version())
                        .isPresent();
                if (ahead || !events.putIfAbsent(event)) {
                    refused.add(event);
                }
            }
        }
        return refused;
    }

    @Override
    @CheckReturnValue
    public List<DroppedHandle> addHandles(List<DroppedHandle> handles) {
        synchronized (store) {
            return handles.stream().filter(handle -> !keys.keepTaken(handle)).toList();
        }
    }

    @Override
    public void raiseUsage(List<WholeUsage> usages) {
        synchronized (store) {
            usages.forEach(usage -> store.findById(usage.keyId()).value().ifPresent(key -> history.raise(usage, key)));
        }
    }
}
