package dev.latchkey.adapter.inmemory;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.ChangeFeed;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyArchive;
import dev.latchkey.ports.KeyHistory;
import dev.latchkey.ports.KeySearch;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.KeyVersions;
import dev.latchkey.ports.Purge;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.Reply;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.TenantMark;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyFilter;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.KeyVersion;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import dev.latchkey.ports.query.SearchPage;
import java.time.Instant;
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
 * Keys and their audit in this process's memory: the whole contract of {@link KeyStore}, linearizable, and gone with
 * the process. What a unit test needs is {@code new InMemoryKeyStore()}.
 *
 * <p>Safe for use by several threads. Finding by id and by handle, which is what authenticating does, takes no lock;
 * everything else takes one, for no longer than a page or a batch needs. Purging looks at every key. As a {@link
 * ChangeFeed} it tells on the changing thread, before the changing method returns, each change once, and is never
 * interrupted. Not promised: any bound on the memory that keys and events take.
 */
public final class InMemoryKeyStore
        implements KeyStore, KeyHistory.Source, KeySearch.Source, KeyArchive.Source, ChangeFeed {
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
    private final EventShelves events = new EventShelves();
    private final Map<String, TenantMark> marks = new HashMap<>();
    private final LastBatches batches = new LastBatches();
    private final InMemoryKeyHistory history = new InMemoryKeyHistory(this, events, marks);
    private final Listeners listeners = new Listeners();

    /** Creates an empty store. */
    public InMemoryKeyStore() {}

    @Override
    public Reply<Insertion> insert(ApiKey key, AuditEvent event) {
        Insertion insertion = tryInsert(key, event);
        if (insertion == Insertion.INSERTED) {
            listeners.tell(key.id());
        }
        return Reply.of(insertion);
    }

    private synchronized Insertion tryInsert(ApiKey key, AuditEvent event) {
        if (rows.containsKey(key.id())) {
            throw new StoreException("insert a key whose id is taken: " + key.id(), null);
        }
        TenantMark mark = marks.get(key.tenant());
        if (mark != null && mark.ended()) {
            return Insertion.TENANT_ENDED;
        }
        if (bringsTakenHandle(null, key)) {
            return Insertion.HANDLE_TAKEN;
        }
        Slot slot = slot(key);
        if (slot != null && (hasTurn(slot, key.identity().turn()) || isOccupied(slot))) {
            return Insertion.SLOT_TAKEN;
        }
        put(addRow(key), key, event);
        return Insertion.INSERTED;
    }

    private Row addRow(ApiKey key) {
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

    @Override
    public Reply<Replacement> replace(ApiKey next, AuditEvent event) {
        Replacement replacement = tryReplace(next, event);
        if (replacement == Replacement.REPLACED) {
            listeners.tell(next.id());
        }
        return Reply.of(replacement);
    }

    private synchronized Replacement tryReplace(ApiKey next, AuditEvent event) {
        Row row = rows.get(next.id());
        ApiKey previous = row == null ? null : row.key;
        if (row == null || previous == null || previous.version() != next.version() - 1) {
            return Replacement.STALE;
        }
        if (bringsTakenHandle(previous, next)) {
            return Replacement.HANDLE_TAKEN;
        }
        put(row, next, event);
        return Replacement.REPLACED;
    }

    private boolean bringsTakenHandle(@Nullable ApiKey previous, ApiKey next) {
        return next.secrets().stream()
                .map(Secret::handle)
                .filter(handle -> previous == null || previous.secret(handle).isEmpty())
                .anyMatch(byHandle::containsKey);
    }

    KeyArchive.Restoration restore(ApiKey key, List<AuditEvent> given, long replaced) {
        KeyArchive.Restoration restoration = tryRestore(key, given, replaced);
        if (restoration == KeyArchive.Restoration.RESTORED) {
            listeners.tell(key.id());
        }
        return restoration;
    }

    private synchronized KeyArchive.Restoration tryRestore(ApiKey key, List<AuditEvent> given, long replaced) {
        Row row = rows.get(key.id());
        ApiKey previous = row == null ? null : row.key;
        if ((previous == null ? 0 : previous.version()) != replaced) {
            return KeyArchive.Restoration.STALE;
        }
        if (bringsTakenHandle(previous, key)) {
            return KeyArchive.Restoration.HANDLE_TAKEN;
        }
        if (previous == null) {
            TenantMark mark = marks.get(key.tenant());
            if (mark != null && mark.ended() && key.revocation() == null) {
                return KeyArchive.Restoration.TENANT_ENDED;
            }
            Slot slot = slot(key);
            if (slot != null && (hasTurn(slot, key.identity().turn()) || (key.occupiesSlot() && isOccupied(slot)))) {
                return KeyArchive.Restoration.SLOT_TAKEN;
            }
        }
        given.forEach(events::putIfAbsent);
        show(row == null ? addRow(key) : row, key);
        return KeyArchive.Restoration.RESTORED;
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
        Row row = rows.getOrDefault(dropped.keyId(), new Row(dropped.keyId()));
        byHandle.put(dropped.handle(), row);
        orderedHandles.put(dropped.handle(), row);
        return true;
    }

    /** The last step of a change, after which readers without a lock see all of it. */
    private void put(Row row, ApiKey key, AuditEvent event) {
        events.put(event);
        show(row, key);
    }

    private void show(Row row, ApiKey key) {
        for (Secret secret : key.secrets()) {
            if (byHandle.put(secret.handle(), row) == null) {
                orderedHandles.put(secret.handle(), row);
            }
        }
        row.key = key;
    }

    @Override
    public Reply<Optional<ApiKey>> findById(UUID id) {
        Row row = rows.get(id);
        return Reply.of(Optional.ofNullable(row == null ? null : row.key));
    }

    @Override
    public Reply<Optional<ApiKey>> findByHandle(String handle) {
        Row row = byHandle.get(handle);
        ApiKey key = row == null ? null : row.key;
        return Reply.of(
                Optional.ofNullable(key).filter(found -> found.secret(handle).isPresent()));
    }

    @Override
    public synchronized Reply<Optional<ApiKey>> findBySlot(String tenant, Scope scope, String slot) {
        return Reply.of(lastHolder(new Slot(tenant, scope, slot)));
    }

    private boolean hasTurn(Slot slot, long turn) {
        return bySlot.getOrDefault(slot, Collections.emptyNavigableMap()).containsKey(turn);
    }

    private boolean isOccupied(Slot slot) {
        return lastHolder(slot).filter(ApiKey::occupiesSlot).isPresent();
    }

    private Optional<ApiKey> lastHolder(Slot slot) {
        ApiKey last = null;
        for (Row row :
                bySlot.getOrDefault(slot, Collections.emptyNavigableMap()).values()) {
            ApiKey key = row.key;
            if (key != null && key.occupiesSlot()) {
                return Optional.of(key);
            }
            last = last == null ? key : last;
        }
        return Optional.ofNullable(last);
    }

    @Override
    public synchronized Page<ListedKey> list(KeyQuery query) {
        KeyFilter filter = query.filter();
        NavigableMap<KeyQuery.Position, Row> shelf = filter != null && filter.member() == KeyFilter.Member.HANDLE
                ? byBeginning(query.tenant(), filter)
                : shelves.get(new Shelf(query.tenant(), filter));
        List<ListedKey> found = new ArrayList<>();
        for (Row row : following(shelf, query.after())) {
            ApiKey key = row.key;
            if (key != null && (query.aliveAt() == null || !key.isEnded(query.aliveAt()))) {
                found.add(history.listed(key));
                if (found.size() > query.limit()) {
                    break;
                }
            }
        }
        return Page.of(found, query.limit());
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

    @Override
    public synchronized void recordUse(UseBatch batch) {
        if (!batches.isNew(batch)) {
            return;
        }
        for (KeyUse use : batch.uses()) {
            Row row = rows.get(use.keyId());
            ApiKey key = row == null ? null : row.key;
            if (key != null) {
                history.add(use, key);
            }
        }
    }

    @Override
    public synchronized Page<AuditEvent> audit(AuditQuery query) {
        return events.page(query);
    }

    @Override
    public int purge(Purge purge) {
        List<UUID> purged = tryPurge(purge);
        purged.forEach(listeners::tell);
        return purged.size();
    }

    private synchronized List<UUID> tryPurge(Purge purge) {
        List<ApiKey> dead = rows.values().stream()
                .flatMap(row -> Stream.ofNullable(row.key))
                .filter(key -> key.deadSince().filter(purge.before()::isAfter).isPresent())
                .limit(purge.limit())
                .toList();
        dead.forEach(key -> remove(key, purge));
        return dead.stream().map(ApiKey::id).toList();
    }

    private void remove(ApiKey key, Purge purge) {
        Row row = rows.remove(key.id());
        if (row != null) {
            row.key = null;
        }
        history.remove(key.id());
        events.put(purge.event(key.id(), key.tenant(), key.version()));
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

    /** Looks at every key of the tenant. */
    @Override
    public KeySearch search() {
        return query -> {
            synchronized (this) {
                List<ListedKey> keys = following(shelves.get(new Shelf(query.tenant(), null)), null).stream()
                        .flatMap(row -> Stream.ofNullable(row.key))
                        .map(history::listed)
                        .toList();
                return SearchPage.among(query, keys);
            }
        };
    }

    /**
     * Returns the versions of the keys, for tests of what asks for them. This store is no {@link KeyVersions.Source},
     * because finding a whole key by its handle costs no more here.
     *
     * @return the versions, which take no lock
     */
    public KeyVersions versions() {
        return id -> {
            Row row = rows.get(id);
            ApiKey key = row == null ? null : row.key;
            return Reply.of(Optional.ofNullable(key).map(KeyVersion::of));
        };
    }

    @Override
    public KeyHistory history() {
        return history;
    }

    @Override
    public KeyArchive archive() {
        return new InMemoryKeyArchive(this, history, events);
    }

    /** Looks at every key. */
    @Override
    public synchronized List<ApiKey> expired(Instant before, int limit) {
        return rows.values().stream()
                .flatMap(row -> Stream.ofNullable(row.key))
                .filter(key -> key.revocation() == null && key.lifecycle().expiredAt() == null)
                .filter(key -> key.expiresAt() != null && key.expiresAt().isBefore(before))
                .sorted(Comparator.comparing((ApiKey key) -> key.deadSince().orElse(before))
                        .thenComparing(key -> key.id().toString()))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized Reply<Replacement> recordEvent(AuditEvent event) {
        if (events.hasVersion(event)) {
            return Reply.of(Replacement.STALE);
        }
        events.put(event);
        return Reply.of(Replacement.REPLACED);
    }

    @Override
    public synchronized Reply<Replacement> markTenant(TenantMark next) {
        TenantMark mark = marks.get(next.tenant());
        if (next.version() != (mark == null ? 1 : mark.version() + 1)) {
            return Reply.of(Replacement.STALE);
        }
        marks.put(next.tenant(), next);
        events.put(next.event());
        return Reply.of(Replacement.REPLACED);
    }

    @Override
    public synchronized Reply<Optional<TenantMark>> findTenantMark(String tenant) {
        return Reply.of(Optional.ofNullable(marks.get(tenant)));
    }

    /** Looks at every key. */
    @Override
    public Page<ApiKey> all(@Nullable UUID after, int limit) {
        List<ApiKey> following = rows.values().stream()
                .flatMap(row -> Stream.ofNullable(row.key))
                .filter(key -> after == null || key.id().toString().compareTo(after.toString()) > 0)
                .sorted(Comparator.comparing(key -> key.id().toString()))
                .limit(limit + 1L)
                .toList();
        return Page.of(following, limit);
    }

    @Override
    public Subscription subscribe(Listener listener) {
        return listeners.add(listener);
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
