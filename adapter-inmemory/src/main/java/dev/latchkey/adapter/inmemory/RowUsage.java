package dev.latchkey.adapter.inmemory;

import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.query.KeyUsage;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The usage of one key, guarded by the lock of the store. */
final class RowUsage {
    private final NavigableMap<LocalDate, KeyUsage.Day> days = new TreeMap<>();
    private @Nullable Instant lastUsedAt;
    private long uses;

    void add(KeyUse use) {
        days.put(use.day(), use.addTo(days.getOrDefault(use.day(), KeyUsage.Day.none(use.day()))));
        if (use.isAccepted()) {
            lastUsedAt = lastUsedAt == null || use.at().isAfter(lastUsedAt) ? use.at() : lastUsedAt;
            uses += use.count();
        }
    }

    @Nullable Instant lastUsedAt() {
        return lastUsedAt;
    }

    long uses() {
        return uses;
    }

    KeyUsage between(LocalDate from, LocalDate to) {
        return new KeyUsage(
                lastUsedAt, List.copyOf(days.subMap(from, true, to, true).values()));
    }

    /** Removes the earliest days, and returns how many. */
    int forget(LocalDate before, int limit) {
        List<LocalDate> old =
                days.headMap(before, false).keySet().stream().limit(limit).toList();
        old.forEach(days::remove);
        return old.size();
    }
}
