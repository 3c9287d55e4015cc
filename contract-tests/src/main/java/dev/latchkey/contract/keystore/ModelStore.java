package dev.latchkey.contract.keystore;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyHistory;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.Purge;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.Reply;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.TenantMark;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.KeyUsage;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The contract in its shortest form: every question looks at everything, under one lock. What other stores are compared
 * with.
 */
class ModelStore implements KeyStore, KeyHistory.Source {
    Map<UUID, ListedKey> keys = new HashMap<>();

    /** Every handle that was ever used, and whose it was. */
    final Map<String, UUID> handles = new HashMap<>();

    List<AuditEvent> events = new ArrayList<>();
    final Map<String, TenantMark> marks = new HashMap<>();

    /** The last batch of uses of each writer. */
    private final Map<UUID, Long> batches = new HashMap<>();

    /** The requests of each key that is there, by UTC day. */
    final Map<UUID, NavigableMap<LocalDate, KeyUsage.Day>> days = new HashMap<>();

    @Override
    public synchronized Reply<Insertion> insert(ApiKey key, AuditEvent event) {
        if (keys.containsKey(key.id())) {
            throw new StoreException("id taken: " + key.id(), null);
        }
        if (marks.containsKey(key.tenant()) && marks.get(key.tenant()).ended()) {
            return Reply.of(Insertion.TENANT_ENDED);
        }
        if (handleTaken(null, key)) {
            return Reply.of(Insertion.HANDLE_TAKEN);
        }
        if (slotTaken(key)) {
            return Reply.of(Insertion.SLOT_TAKEN);
        }
        put(new ListedKey(key, null, 0), event);
        return Reply.of(Insertion.INSERTED);
    }

    @Override
    public synchronized Reply<Replacement> replace(ApiKey next, AuditEvent event) {
        ListedKey previous = keys.get(next.id());
        if (previous == null || previous.key().version() != next.version() - 1) {
            return Reply.of(Replacement.STALE);
        }
        if (handleTaken(previous.key(), next)) {
            return Reply.of(Replacement.HANDLE_TAKEN);
        }
        put(previous.as(next), event);
        return Reply.of(Replacement.REPLACED);
    }

    boolean handleTaken(@Nullable ApiKey previous, ApiKey next) {
        return next.secrets().stream()
                .map(Secret::handle)
                .filter(handle -> previous == null || previous.secret(handle).isEmpty())
                .anyMatch(handles::containsKey);
    }

    boolean slotTaken(ApiKey key) {
        return key.slot() != null
                && keys.values().stream()
                        .map(ListedKey::key)
                        .filter(other -> other.tenant().equals(key.tenant()))
                        .filter(other -> other.scope().equals(key.scope()))
                        .filter(other -> key.slot().equals(other.slot()))
                        .anyMatch(other -> other.occupiesSlot()
                                || other.identity().turn() == key.identity().turn());
    }

    void put(ListedKey listed, AuditEvent event) {
        ApiKey key = listed.key();
        keys.put(key.id(), listed);
        key.secrets().forEach(secret -> handles.put(secret.handle(), key.id()));
        events.add(event);
    }

    @Override
    public synchronized Reply<Optional<ApiKey>> findById(UUID id) {
        return Reply.of(Optional.ofNullable(keys.get(id)).map(ListedKey::key));
    }

    @Override
    public synchronized Reply<Optional<ApiKey>> findByHandle(String handle) {
        return Reply.of(keys.values().stream()
                .map(ListedKey::key)
                .filter(key -> key.secret(handle).isPresent())
                .findFirst());
    }

    @Override
    public synchronized Reply<Optional<ApiKey>> findBySlot(String tenant, Scope scope, String slot) {
        List<ApiKey> holders = keys.values().stream()
                .filter(listed -> listed.key().tenant().equals(tenant))
                .filter(listed -> listed.key().scope().equals(scope))
                .filter(listed -> slot.equals(listed.key().slot()))
                .map(ListedKey::key)
                .sorted(Comparator.comparingLong((ApiKey key) -> key.identity().turn())
                        .reversed())
                .toList();
        return Reply.of(holders.stream()
                .filter(ApiKey::occupiesSlot)
                .findFirst()
                .or(() -> holders.stream().findFirst()));
    }

    @Override
    public void recordUse(UseBatch batch) {
        if (isNew(batch)) {
            add(batch.uses());
        }
    }

    private synchronized boolean isNew(UseBatch batch) {
        Long previous = batches.put(batch.writer(), batch.number());
        return previous == null || previous < batch.number();
    }

    synchronized void add(Collection<KeyUse> uses) {
        for (KeyUse use : uses) {
            keys.computeIfPresent(use.keyId(), (id, listed) -> {
                days.computeIfAbsent(id, any -> new TreeMap<>())
                        .merge(use.day(), use.addTo(KeyUsage.Day.none(use.day())), (day, more) -> use.addTo(day));
                return use.addTo(listed);
            });
        }
    }

    @Override
    public KeyHistory history() {
        return new ModelHistory(this);
    }

    @Override
    public synchronized int purge(Purge purge) {
        List<UUID> dead = dead(purge.before()).stream().limit(purge.limit()).toList();
        dead.forEach(id -> remove(id, purge));
        return dead.size();
    }

    List<UUID> dead(Instant before) {
        return keys.values().stream()
                .map(ListedKey::key)
                .filter(key ->
                        key.deadSince().filter(since -> since.isBefore(before)).isPresent())
                .map(ApiKey::id)
                .toList();
    }

    @Override
    public synchronized List<ApiKey> expired(Instant before, int limit) {
        return keys.values().stream()
                .map(ListedKey::key)
                .filter(key -> isDue(key, before))
                .sorted(Comparator.comparing(ModelStore::expiry)
                        .thenComparing(key -> key.id().toString()))
                .limit(limit)
                .toList();
    }

    boolean isDue(ApiKey key, Instant before) {
        return key.revocation() == null
                && key.lifecycle().expiredAt() == null
                && expiry(key).isBefore(before);
    }

    static Instant expiry(ApiKey key) {
        return Objects.requireNonNullElse(key.expiresAt(), Instant.MAX);
    }

    void remove(UUID id, Purge purge) {
        ListedKey removed = keys.remove(id);
        days.remove(id);
        if (removed != null) {
            ApiKey key = removed.key();
            events.add(purge.event(id, key.tenant(), key.version()));
        }
    }

    @Override
    public synchronized Reply<Replacement> markTenant(TenantMark next) {
        TenantMark mark = marks.get(next.tenant());
        if (next.version() != (mark == null ? 1 : mark.version() + 1)) {
            return Reply.of(Replacement.STALE);
        }
        marks.put(next.tenant(), next);
        events.add(next.event());
        return Reply.of(Replacement.REPLACED);
    }

    @Override
    public Reply<Replacement> recordEvent(AuditEvent event) {
        synchronized (this) {
            return Reply.of(isThere(event) ? Replacement.STALE : take(event));
        }
    }

    boolean isThere(AuditEvent event) {
        return events.stream().anyMatch(one -> one.keyId().equals(event.keyId()) && one.version() == event.version());
    }

    Replacement take(AuditEvent event) {
        events.add(event);
        return Replacement.REPLACED;
    }

    @Override
    public synchronized Reply<Optional<TenantMark>> findTenantMark(String tenant) {
        return Reply.of(Optional.ofNullable(marks.get(tenant)));
    }

    @Override
    public synchronized Page<ListedKey> list(KeyQuery query) {
        return ModelLists.keys(keys.values(), query);
    }

    @Override
    public synchronized Page<AuditEvent> audit(AuditQuery query) {
        return ModelLists.events(events, query);
    }

    @Override
    public synchronized Page<ApiKey> all(@Nullable UUID after, int limit) {
        return ModelLists.all(keys.values(), after, limit);
    }
}
