package dev.latchkey.adapter.inmemory;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.ports.KeyArchive.WholeUsage;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.query.KeyUsage;
import dev.latchkey.ports.query.ListedKey;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The usage of one key, guarded by the lock of the store. */
final class RowUsage {
    private final NavigableMap<LocalDate, KeyUsage.Day> days = new TreeMap<>();
    /** The key as it was when it was last used, with its usage; null if it never was. */
    private @Nullable ListedKey listed;

    void add(KeyUse use, ApiKey key) {
        days.put(use.day(), use.addTo(days.getOrDefault(use.day(), KeyUsage.Day.none(use.day()))));
        if (use.isAccepted()) {
            listed = use.addTo(listed(key));
        }
    }

    ListedKey listed(ApiKey key) {
        return listed == null ? new ListedKey(key, null, 0) : listed.as(key);
    }

    KeyUsage between(LocalDate from, LocalDate to, ApiKey key) {
        ListedKey now = listed(key);
        return new KeyUsage(
                now.lastUsedAt(),
                now.secretsUsedAt(),
                List.copyOf(days.subMap(from, true, to, true).values()));
    }

    WholeUsage whole(ApiKey key) {
        ListedKey now = listed(key);
        KeyUsage usage = new KeyUsage(now.lastUsedAt(), now.secretsUsedAt(), List.copyOf(days.values()));
        return new WholeUsage(key.id(), now.uses(), usage);
    }

    /** Makes each count and each last use at least what is given. */
    void raise(WholeUsage given, ApiKey key) {
        ListedKey now = listed(key);
        Map<String, Instant> secrets = new HashMap<>(now.secretsUsedAt());
        given.usage().secretsUsedAt().forEach((handle, at) -> secrets.merge(handle, at, RowUsage::later));
        Instant at = given.usage().lastUsedAt();
        Instant last = now.lastUsedAt();
        Instant latest = last == null || (at != null && at.isAfter(last)) ? at : last;
        listed = new ListedKey(key, latest, Math.max(now.uses(), given.uses()), secrets).as(key);
        given.usage().days().forEach(day -> days.merge(day.date(), day, KeyUsage.Day::atLeast));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** Removes the earliest days, and returns how many. */
    int forget(LocalDate before, int limit) {
        List<LocalDate> old =
                days.headMap(before, false).keySet().stream().limit(limit).toList();
        old.forEach(days::remove);
        return old.size();
    }
}
