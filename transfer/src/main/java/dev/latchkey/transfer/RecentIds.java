package dev.latchkey.transfer;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** What was found about the ids that were asked for last, so that it is not read again and again. */
final class RecentIds<T> {
    private static final int MAX = 10_000;

    private final Map<UUID, T> found = new LinkedHashMap<>();

    T get(UUID id, Function<UUID, T> reader) {
        T known = found.get(id);
        if (known == null) {
            known = reader.apply(id);
            put(id, known);
        }
        return known;
    }

    void put(UUID id, T value) {
        found.put(id, value);
        if (found.size() > MAX) {
            Iterator<UUID> oldest = found.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }
}
