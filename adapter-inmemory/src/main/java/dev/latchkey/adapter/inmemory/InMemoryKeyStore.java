package dev.latchkey.adapter.inmemory;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
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
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.KeyVersion;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import dev.latchkey.ports.query.SearchPage;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
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
    private final KeyIndexes keys = new KeyIndexes();
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
        if (keys.find(key.id()) != null) {
            throw new StoreException("A key with this id exists already: " + key.id(), null);
        }
        if (isEnded(key.tenant())) {
            return Insertion.TENANT_ENDED;
        }
        if (keys.bringsTakenHandle(null, key)) {
            return Insertion.HANDLE_TAKEN;
        }
        if (keys.isSlotTaken(key, true)) {
            return Insertion.SLOT_TAKEN;
        }
        put(key, event);
        return Insertion.INSERTED;
    }

    private boolean isEnded(String tenant) {
        TenantMark mark = marks.get(tenant);
        return mark != null && mark.ended();
    }

    private void put(ApiKey key, AuditEvent event) {
        events.put(event);
        keys.put(key);
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
        ApiKey previous = keys.find(next.id());
        if (previous == null || previous.version() != next.version() - 1) {
            return Replacement.STALE;
        }
        if (keys.bringsTakenHandle(previous, next)) {
            return Replacement.HANDLE_TAKEN;
        }
        put(next, event);
        return Replacement.REPLACED;
    }

    KeyArchive.Restoration restore(ApiKey key, List<AuditEvent> given, long replaced) {
        KeyArchive.Restoration restoration = tryRestore(key, given, replaced);
        if (restoration == KeyArchive.Restoration.RESTORED) {
            listeners.tell(key.id());
        }
        return restoration;
    }

    private synchronized KeyArchive.Restoration tryRestore(ApiKey key, List<AuditEvent> given, long replaced) {
        ApiKey previous = keys.find(key.id());
        if ((previous == null ? 0 : previous.version()) != replaced) {
            return KeyArchive.Restoration.STALE;
        }
        if (keys.bringsTakenHandle(previous, key)) {
            return KeyArchive.Restoration.HANDLE_TAKEN;
        }
        if (previous == null && isEnded(key.tenant()) && key.revocation() == null) {
            return KeyArchive.Restoration.TENANT_ENDED;
        }
        if (previous == null && keys.isSlotTaken(key, key.occupiesSlot())) {
            return KeyArchive.Restoration.SLOT_TAKEN;
        }
        given.forEach(events::putIfAbsent);
        keys.put(key);
        return KeyArchive.Restoration.RESTORED;
    }

    @Override
    public Reply<Optional<ApiKey>> findById(UUID id) {
        return Reply.of(Optional.ofNullable(keys.find(id)));
    }

    @Override
    public Reply<Optional<ApiKey>> findByHandle(String handle) {
        return Reply.of(keys.findByHandle(handle));
    }

    @Override
    public synchronized Reply<Optional<ApiKey>> findBySlot(String tenant, Scope scope, String slot) {
        return Reply.of(keys.lastHolder(tenant, scope, slot));
    }

    @Override
    public synchronized Page<ListedKey> list(KeyQuery query) {
        Instant aliveAt = query.aliveAt();
        return Page.of(
                keys.following(query)
                        .filter(key -> aliveAt == null || !key.isEnded(aliveAt))
                        .limit(query.limit() + 1L)
                        .map(history::listed)
                        .toList(),
                query.limit());
    }

    @Override
    public synchronized void recordUse(UseBatch batch) {
        if (!batches.isNew(batch)) {
            return;
        }
        for (KeyUse use : batch.uses()) {
            ApiKey key = keys.find(use.keyId());
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
        List<ApiKey> dead = keys.all()
                .filter(key -> key.deadSince().filter(purge.before()::isAfter).isPresent())
                .limit(purge.limit())
                .toList();
        dead.forEach(key -> remove(key, purge));
        return dead.stream().map(ApiKey::id).toList();
    }

    private void remove(ApiKey key, Purge purge) {
        keys.remove(key);
        history.remove(key.id());
        events.put(purge.event(key.id(), key.tenant(), key.version()));
    }

    /** Looks at every key of the tenant. */
    @Override
    public KeySearch search() {
        return query -> {
            synchronized (this) {
                return SearchPage.among(
                        query, keys.of(query.tenant()).map(history::listed).toList());
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
        return id -> Reply.of(Optional.ofNullable(keys.find(id)).map(KeyVersion::of));
    }

    @Override
    public KeyHistory history() {
        return history;
    }

    @Override
    public KeyArchive archive() {
        return new InMemoryKeyArchive(this, keys, history, events);
    }

    /** Looks at every key. */
    @Override
    public synchronized List<ApiKey> expired(Instant before, int limit) {
        return keys.all()
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
        List<ApiKey> following = keys.all()
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
}
