package dev.latchkey.adapter.inmemory;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.KeyArchive.WholeUsage;
import dev.latchkey.ports.KeyHistory;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.Pseudonym;
import dev.latchkey.ports.TenantMark;
import dev.latchkey.ports.query.KeyUsage;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.UsageQuery;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** The usage and the events of the keys of an {@link InMemoryKeyStore}, under its lock. */
final class InMemoryKeyHistory implements KeyHistory {
    private final InMemoryKeyStore store;
    private final EventShelves events;
    private final Map<String, TenantMark> marks;
    private final Map<UUID, RowUsage> usages = new HashMap<>();

    InMemoryKeyHistory(InMemoryKeyStore store, EventShelves events, Map<String, TenantMark> marks) {
        this.store = store;
        this.events = events;
        this.marks = marks;
    }

    /** Adds to the usage of a key that is there. */
    void add(KeyUse use, ApiKey key) {
        usages.computeIfAbsent(use.keyId(), any -> new RowUsage()).add(use, key);
    }

    void remove(UUID keyId) {
        usages.remove(keyId);
    }

    ListedKey listed(ApiKey key) {
        return usages.getOrDefault(key.id(), new RowUsage()).listed(key);
    }

    /** Returns all that is kept of the usage of a key, if there is any. */
    Stream<WholeUsage> whole(ApiKey key) {
        return Stream.ofNullable(usages.get(key.id())).map(usage -> usage.whole(key));
    }

    /** Raises the usage of a key that is there. */
    void raise(WholeUsage usage, ApiKey key) {
        usages.computeIfAbsent(usage.keyId(), any -> new RowUsage()).raise(usage, key);
    }

    @Override
    public Map<UUID, KeyUsage> usage(UsageQuery query) {
        Map<UUID, KeyUsage> found = new HashMap<>();
        synchronized (store) {
            for (UUID id : query.keyIds()) {
                RowUsage usage = usages.getOrDefault(id, new RowUsage());
                store.findById(id)
                        .value()
                        .map(key -> usage.between(query.from(), query.to(), key))
                        .filter(days -> !days.equals(KeyUsage.NONE))
                        .ifPresent(days -> found.put(id, days));
            }
        }
        return found;
    }

    @Override
    public int forgetUsage(LocalDate before, int limit) {
        synchronized (store) {
            int forgotten = 0;
            Iterator<RowUsage> all = usages.values().iterator();
            while (forgotten < limit && all.hasNext()) {
                forgotten += all.next().forget(before, limit - forgotten);
            }
            return forgotten;
        }
    }

    @Override
    public int forgetChanges(Instant purgedBefore, int limit) {
        synchronized (store) {
            List<AuditEvent> purges =
                    events.purges(purgedBefore).stream().limit(limit).toList();
            purges.forEach(purge -> events.remove(purge.keyId()));
            return purges.size();
        }
    }

    @Override
    public int forgetTenant(String tenant, int limit) {
        synchronized (store) {
            List<AuditEvent> left = events.of(tenant).stream()
                    .filter(event -> store.findById(event.keyId()).value().isEmpty())
                    .limit(limit)
                    .toList();
            left.forEach(events::remove);
            marks.computeIfPresent(tenant, (any, mark) -> mark.bare());
            return left.size();
        }
    }

    @Override
    public int replaceUser(Pseudonym pseudonym) {
        synchronized (store) {
            List<AuditEvent> changed = events.all()
                    .map(pseudonym::in)
                    .filter(event -> !events.has(event))
                    .limit(pseudonym.limit())
                    .toList();
            changed.forEach(events::put);
            marks.replaceAll((tenant, mark) -> pseudonym.in(mark));
            return changed.size();
        }
    }
}
