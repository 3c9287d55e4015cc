package dev.latchkey.contract.keystore;

import dev.latchkey.ports.KeyHistory;
import dev.latchkey.ports.query.KeyUsage;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.UsageQuery;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;

/** The history of a {@link ModelStore}, in its shortest form. */
class ModelHistory implements KeyHistory {
    final ModelStore store;

    ModelHistory(ModelStore store) {
        this.store = store;
    }

    @Override
    public Map<UUID, KeyUsage> usage(UsageQuery query) {
        synchronized (store) {
            Map<UUID, KeyUsage> found = new HashMap<>();
            for (UUID id : query.keyIds()) {
                ListedKey listed = store.keys.get(id);
                List<KeyUsage.Day> days = List.copyOf(
                                store.days.getOrDefault(id, new TreeMap<>()).values())
                        .stream()
                        .filter(day -> isWithin(day.date(), query))
                        .toList();
                Instant last = listed == null ? null : listed.lastUsedAt();
                if (last != null || !days.isEmpty()) {
                    found.put(id, new KeyUsage(last, days));
                }
            }
            return found;
        }
    }

    boolean isWithin(LocalDate day, UsageQuery query) {
        return !day.isBefore(query.from()) && !day.isAfter(query.to());
    }

    @Override
    public int forgetUsage(LocalDate before, int limit) {
        synchronized (store) {
            int forgotten = 0;
            for (NavigableMap<LocalDate, KeyUsage.Day> days : store.days.values()) {
                while (forgotten < limit && !days.isEmpty() && days.firstKey().isBefore(before)) {
                    days.pollFirstEntry();
                    forgotten++;
                }
            }
            return forgotten;
        }
    }
}
