package dev.latchkey;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.Reply;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A correct store under one lock, which fails, answers falsely or runs a test's code in between when it is told to. Lists are one page. */
final class FixtureStore implements KeyStore {
    private final Map<UUID, ApiKey> keys = new LinkedHashMap<>();
    private final Set<String> handles = new HashSet<>();
    private final List<AuditEvent> events = new ArrayList<>();
    private final List<KeyUse> uses = new ArrayList<>();

    /** How often a key was looked up, by whatever. */
    final AtomicInteger reads = new AtomicInteger();

    /** How often a key was inserted or replaced, or was tried to be. */
    final AtomicInteger writes = new AtomicInteger();

    /** Run before the call of that kind, outside the lock; may throw what the call is to throw. */
    volatile Runnable beforeRead = () -> {};

    /** Run when a key was read and is not returned yet, outside the lock. */
    volatile Runnable afterRead = () -> {};

    volatile Runnable beforeInsert = () -> {};
    volatile Runnable beforeReplace = () -> {};
    volatile Runnable beforeUse = () -> {};

    /** What {@link #insert} answers without inserting; null to do its work. */
    volatile Insertion insertion;

    /** Whether {@link #replace} loses every race. */
    volatile boolean stale;

    @Override
    public Reply<Insertion> insert(ApiKey key, AuditEvent event) {
        writes.incrementAndGet();
        beforeInsert.run();
        Insertion forced = insertion;
        if (forced != null) {
            return Reply.of(forced);
        }
        synchronized (this) {
            String slot = key.slot();
            if (slot != null && inSlot(key.tenant(), key.scope(), slot).isPresent()) {
                return Reply.of(Insertion.SLOT_TAKEN);
            }
            if (!handles.add(key.newestSecret().handle())) {
                return Reply.of(Insertion.HANDLE_TAKEN);
            }
            keys.put(key.id(), key);
            events.add(event);
            return Reply.of(Insertion.INSERTED);
        }
    }

    @Override
    public Reply<Replacement> replace(ApiKey next, AuditEvent event) {
        writes.incrementAndGet();
        beforeReplace.run();
        synchronized (this) {
            ApiKey stored = keys.get(next.id());
            if (stale || stored == null || stored.version() != next.version() - 1) {
                return Reply.of(Replacement.STALE);
            }
            for (Secret secret : next.secrets()) {
                boolean fresh = stored.secret(secret.handle()).isEmpty();
                if (fresh && !handles.add(secret.handle())) {
                    return Reply.of(Replacement.HANDLE_TAKEN);
                }
            }
            keys.put(next.id(), next);
            events.add(event);
            return Reply.of(Replacement.REPLACED);
        }
    }

    @Override
    public Reply<Optional<ApiKey>> findById(UUID id) {
        return Reply.of(first(key -> key.id().equals(id)));
    }

    @Override
    public Reply<Optional<ApiKey>> findByHandle(String handle) {
        return Reply.of(first(key -> key.secret(handle).isPresent()));
    }

    @Override
    public Reply<Optional<ApiKey>> findBySlot(String tenant, Scope scope, String slot) {
        reads.incrementAndGet();
        beforeRead.run();
        return Reply.of(inSlot(tenant, scope, slot));
    }

    @Override
    public synchronized Page<ListedKey> list(KeyQuery query) {
        return new Page<>(
                keys.values().stream()
                        .filter(key -> key.tenant().equals(query.tenant()))
                        .map(key -> new ListedKey(key, null, 0))
                        .toList(),
                false);
    }

    @Override
    public void recordUse(Collection<KeyUse> added) {
        beforeUse.run();
        synchronized (this) {
            uses.addAll(added);
        }
    }

    @Override
    public synchronized Page<AuditEvent> audit(AuditQuery query) {
        return new Page<>(
                events.stream().filter(e -> e.tenant().equals(query.tenant())).toList(), false);
    }

    @Override
    public synchronized int purge(Instant before, int limit) {
        List<ApiKey> dead = keys.values().stream()
                .filter(key -> key.deadSince().filter(at -> at.isBefore(before)).isPresent())
                .limit(limit)
                .toList();
        dead.forEach(key -> keys.remove(key.id()));
        return dead.size();
    }

    /** The key as it is now; not counted as a read. */
    synchronized ApiKey get(UUID id) {
        return keys.get(id);
    }

    synchronized List<ApiKey> all() {
        return List.copyOf(keys.values());
    }

    synchronized List<KeyUse> uses() {
        return List.copyOf(uses);
    }

    /** The events of a key, in the order in which they were taken. */
    synchronized List<AuditEvent> events(UUID id) {
        return events.stream().filter(event -> event.keyId().equals(id)).toList();
    }

    private Optional<ApiKey> first(Predicate<ApiKey> which) {
        reads.incrementAndGet();
        beforeRead.run();
        Optional<ApiKey> found;
        synchronized (this) {
            found = keys.values().stream().filter(which).findFirst();
        }
        afterRead.run();
        return found;
    }

    private synchronized Optional<ApiKey> inSlot(String tenant, Scope scope, String slot) {
        return keys.values().stream()
                .filter(key -> key.occupiesSlot()
                        && key.tenant().equals(tenant)
                        && key.scope().equals(scope)
                        && slot.equals(key.slot()))
                .findFirst();
    }
}
