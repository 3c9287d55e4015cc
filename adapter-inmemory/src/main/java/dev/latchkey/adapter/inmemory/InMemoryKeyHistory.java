package dev.latchkey.adapter.inmemory;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.ports.KeyHistory;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.query.KeyUsage;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.UsageQuery;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.UUID;

/** The usage of the keys of an {@link InMemoryKeyStore}, under its lock. */
final class InMemoryKeyHistory implements KeyHistory {
    private final InMemoryKeyStore store;
    private final Map<UUID, RowUsage> usages = new HashMap<>();

    InMemoryKeyHistory(InMemoryKeyStore store) {
        this.store = store;
    }

    /** Adds to the usage of a key that is there. */
    void add(KeyUse use) {
        usages.computeIfAbsent(use.keyId(), any -> new RowUsage()).add(use);
    }

    void remove(UUID keyId) {
        usages.remove(keyId);
    }

    ListedKey listed(ApiKey key) {
        RowUsage usage = usages.getOrDefault(key.id(), new RowUsage());
        return new ListedKey(key, usage.lastUsedAt(), usage.uses());
    }

    @Override
    public Map<UUID, KeyUsage> usage(UsageQuery query) {
        Map<UUID, KeyUsage> found = new HashMap<>();
        synchronized (store) {
            for (UUID id : query.keyIds()) {
                RowUsage usage = usages.getOrDefault(id, new RowUsage());
                KeyUsage days = usage.between(query.from(), query.to());
                if (!days.equals(KeyUsage.NONE)) {
                    found.put(id, days);
                }
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
}
