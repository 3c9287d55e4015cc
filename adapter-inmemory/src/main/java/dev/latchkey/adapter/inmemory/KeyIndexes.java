package dev.latchkey.adapter.inmemory;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.KeyArchive;
import dev.latchkey.ports.query.KeyFilter;
import dev.latchkey.ports.query.KeyQuery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The keys of an {@link InMemoryKeyStore}, by everything that they are found by. {@link #find} and
 * {@link #findByHandle} take no lock. Everything else is called under the store's.
 */
final class KeyIndexes {
    /** What a key takes in the store. */
    private static final class Row {
        private final UUID id;

        /**
         * Null before the key is inserted and after it is purged. Writing it is the one moment at which a change
         * becomes visible.
         */
        private volatile @Nullable ApiKey key;

        Row(UUID id) {
            this.id = id;
        }
    }

    private record Slot(String tenant, Scope scope, String name) {}

    /** What is listed together: the keys of a tenant, or those of one slot name or one issuer. */
    private record Shelf(String tenant, @Nullable KeyFilter filter) {}

    private final Map<UUID, Row> rows = new ConcurrentHashMap<>();

    /** Of every secret that a key ever had. The row of a purged key has no key, and its handles stay taken. */
    private final Map<String, Row> byHandle = new ConcurrentHashMap<>();

    /** The same handles in order. */
    private final NavigableMap<String, Row> orderedHandles = new TreeMap<>();

    /** By turns, the last one first. */
    private final Map<Slot, NavigableMap<Long, Row>> bySlot = new HashMap<>();

    private final Map<Shelf, NavigableMap<KeyQuery.Position, Row>> shelves = new HashMap<>();

    @Nullable ApiKey find(UUID id) {
        Row row = rows.get(id);
        return row == null ? null : row.key;
    }

    Optional<ApiKey> findByHandle(String handle) {
        Row row = byHandle.get(handle);
        ApiKey key = row == null ? null : row.key;
        return key != null && key.secret(handle).isPresent() ? Optional.of(key) : Optional.empty();
    }

    /** Returns all keys, in no order. */
    Stream<ApiKey> all() {
        return rows.values().stream().flatMap(row -> Stream.ofNullable(row.key));
    }

    /** Returns the keys of a tenant, the oldest first. */
    Stream<ApiKey> of(String tenant) {
        return keys(following(shelves.get(new Shelf(tenant, null)), null));
    }

    /** Returns the keys from which the page of a query is taken, in its order. */
    Stream<ApiKey> following(KeyQuery query) {
        KeyFilter filter = query.filter();
        return keys(following(
                filter != null && filter.member() == KeyFilter.Member.HANDLE
                        ? byBeginning(query.tenant(), filter)
                        : shelves.get(new Shelf(query.tenant(), filter)),
                query.after()));
    }

    private NavigableMap<KeyQuery.Position, Row> byBeginning(String tenant, KeyFilter filter) {
        NavigableMap<KeyQuery.Position, Row> found = new TreeMap<>();
        for (Row row : orderedHandles
                .subMap(filter.value(), true, filter.above(), false)
                .values()) {
            ApiKey key = row.key;
            if (key != null && key.tenant().equals(tenant) && filter.matches(key)) {
                found.put(position(key), row);
            }
        }
        return found;
    }

    private static Stream<ApiKey> keys(Collection<Row> rows) {
        return rows.stream().flatMap(row -> Stream.ofNullable(row.key));
    }

    /** Makes a key visible: a new one, or the next version of one that is there. */
    void put(ApiKey key) {
        Row row = rows.get(key.id());
        if (row == null) {
            row = add(key);
        }
        for (Secret secret : key.secrets()) {
            take(secret.handle(), row);
        }
        // The last step of a change, after which readers without a lock see all of it.
        row.key = key;
    }

    private Row add(ApiKey key) {
        Row row = new Row(key.id());
        rows.put(key.id(), row);
        for (Shelf shelf : shelves(key)) {
            shelves.computeIfAbsent(shelf, any -> new TreeMap<>()).put(position(key), row);
        }
        Slot slot = slot(key);
        if (slot != null) {
            bySlot.computeIfAbsent(slot, any -> new TreeMap<>(Comparator.reverseOrder()))
                    .put(key.identity().turn(), row);
        }
        return row;
    }

    private void take(String handle, Row row) {
        if (byHandle.put(handle, row) == null) {
            orderedHandles.put(handle, row);
        }
    }

    /** Removes a key. Its handles stay taken. */
    void remove(ApiKey key) {
        Row row = rows.remove(key.id());
        if (row != null) {
            row.key = null;
        }
        for (Shelf shelf : shelves(key)) {
            remove(shelves, shelf, position(key));
        }
        Slot slot = slot(key);
        if (slot != null) {
            remove(bySlot, slot, key.identity().turn());
        }
    }

    private static <K, P> void remove(Map<K, NavigableMap<P, Row>> from, K where, P position) {
        from.computeIfPresent(where, (any, keys) -> {
            keys.remove(position);
            return keys.isEmpty() ? null : keys;
        });
    }

    /** Tells whether a key brings a handle that is taken, other than those of its previous version. */
    boolean bringsTakenHandle(@Nullable ApiKey previous, ApiKey next) {
        return next.secrets().stream()
                .map(Secret::handle)
                .filter(handle -> previous == null || previous.secret(handle).isEmpty())
                .anyMatch(byHandle::containsKey);
    }

    /** Tells whether a new key's turn of its slot is taken, or, where it would occupy the slot, another key does. */
    boolean isSlotTaken(ApiKey key, boolean occupies) {
        Slot slot = slot(key);
        return slot != null && (turns(slot).containsKey(key.identity().turn()) || (occupies && isOccupied(slot)));
    }

    private boolean isOccupied(Slot slot) {
        return lastHolder(slot).filter(ApiKey::occupiesSlot).isPresent();
    }

    /** Returns the key that occupies a slot, or the last one that did. */
    Optional<ApiKey> lastHolder(String tenant, Scope scope, String slot) {
        return lastHolder(new Slot(tenant, scope, slot));
    }

    private Optional<ApiKey> lastHolder(Slot slot) {
        List<ApiKey> holders = keys(turns(slot).values()).toList();
        return holders.stream()
                .filter(ApiKey::occupiesSlot)
                .findFirst()
                .or(() -> holders.stream().findFirst());
    }

    private NavigableMap<Long, Row> turns(Slot slot) {
        return bySlot.getOrDefault(slot, Collections.emptyNavigableMap());
    }

    /** Returns handles that no key carries, in order. */
    List<KeyArchive.DroppedHandle> droppedHandles(@Nullable String after, int limit) {
        List<KeyArchive.DroppedHandle> dropped = new ArrayList<>();
        Map<String, Row> following = after == null ? orderedHandles : orderedHandles.tailMap(after, false);
        for (Map.Entry<String, Row> taken : following.entrySet()) {
            ApiKey key = taken.getValue().key;
            if (key == null || key.secret(taken.getKey()).isEmpty()) {
                dropped.add(new KeyArchive.DroppedHandle(taken.getKey(), taken.getValue().id));
            }
            if (dropped.size() == limit) {
                break;
            }
        }
        return dropped;
    }

    /** Takes a handle, and tells whether it is that of the given key. */
    boolean keepTaken(KeyArchive.DroppedHandle dropped) {
        Row taken = byHandle.get(dropped.handle());
        if (taken != null) {
            return taken.id.equals(dropped.keyId());
        }
        take(dropped.handle(), rows.getOrDefault(dropped.keyId(), new Row(dropped.keyId())));
        return true;
    }

    private static KeyQuery.Position position(ApiKey key) {
        return new KeyQuery.Position(key.createdAt(), key.id());
    }

    private static @Nullable Slot slot(ApiKey key) {
        String name = key.slot();
        return name == null ? null : new Slot(key.tenant(), key.scope(), name);
    }

    private static List<Shelf> shelves(ApiKey key) {
        List<Shelf> shelves = new ArrayList<>();
        shelves.add(new Shelf(key.tenant(), null));
        if (key.slot() != null) {
            shelves.add(new Shelf(key.tenant(), new KeyFilter(KeyFilter.Member.SLOT, key.slot())));
        }
        key.identity()
                .issuers()
                .forEach(issuer -> shelves.add(
                        new Shelf(key.tenant(), new KeyFilter(KeyFilter.Member.ISSUER, issuer.toString()))));
        return shelves;
    }

    static <P, T> Collection<T> following(@Nullable NavigableMap<P, T> all, @Nullable P after) {
        if (all == null) {
            return List.of();
        }
        return after == null ? all.values() : all.tailMap(after, false).values();
    }
}
