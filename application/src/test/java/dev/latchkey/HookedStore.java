package dev.latchkey;

import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.Purge;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.Reply;
import dev.latchkey.ports.TenantMark;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The in-memory store, which counts calls, runs a test's code around them, and answers falsely if a test asks for it.
 */
final class HookedStore implements KeyStore {
    private final KeyStore store = new InMemoryKeyStore();
    private final List<UUID> inserted = new CopyOnWriteArrayList<>();
    private final List<AuditEvent> events = new CopyOnWriteArrayList<>();
    private final List<UseBatch> batches = new CopyOnWriteArrayList<>();

    /** How often a key was looked up, by id, handle or slot. */
    final AtomicInteger reads = new AtomicInteger();

    /** How often a key was inserted or replaced, successfully or not. */
    final AtomicInteger writes = new AtomicInteger();

    /** Run before a call of that kind; may throw what the call is to throw. */
    volatile Runnable beforeRead = () -> {};

    /** Run after a key was read and before it is returned. */
    volatile Runnable afterRead = () -> {};

    volatile Runnable beforeInsert = () -> {};

    /** Run after a key was inserted. */
    volatile Runnable afterInsert = () -> {};

    volatile Runnable beforeReplace = () -> {};
    volatile Runnable beforeUse = () -> {};
    volatile Runnable beforeList = () -> {};
    volatile Runnable beforeAudit = () -> {};

    /** Run before an event without a key is recorded. */
    volatile Runnable beforeEvent = () -> {};

    /** Run after uses were recorded; may throw as if their recording had failed. */
    volatile Runnable afterUse = () -> {};

    /** The answer of {@link #insert}, which then inserts nothing; null to insert. */
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
        Reply<Insertion> answer = store.insert(key, event);
        if (answer.value() == Insertion.INSERTED) {
            inserted.add(key.id());
            events.add(event);
            afterInsert.run();
        }
        return answer;
    }

    @Override
    public Reply<Replacement> replace(ApiKey next, AuditEvent event) {
        writes.incrementAndGet();
        beforeReplace.run();
        Reply<Replacement> answer = stale ? Reply.of(Replacement.STALE) : store.replace(next, event);
        if (answer.value() == Replacement.REPLACED) {
            events.add(event);
        }
        return answer;
    }

    @Override
    public Reply<Optional<ApiKey>> findById(UUID id) {
        return read(() -> store.findById(id));
    }

    @Override
    public Reply<Optional<ApiKey>> findByHandle(String handle) {
        return read(() -> store.findByHandle(handle));
    }

    @Override
    public Reply<Optional<ApiKey>> findBySlot(String tenant, Scope scope, String slot) {
        reads.incrementAndGet();
        beforeRead.run();
        return store.findBySlot(tenant, scope, slot);
    }

    @Override
    public Page<ListedKey> list(KeyQuery query) {
        beforeList.run();
        return store.list(query);
    }

    @Override
    public void recordUse(UseBatch batch) {
        beforeUse.run();
        batches.add(batch);
        store.recordUse(batch);
        afterUse.run();
    }

    @Override
    public Page<AuditEvent> audit(AuditQuery query) {
        beforeAudit.run();
        return store.audit(query);
    }

    @Override
    public int purge(Purge purge) {
        return store.purge(purge);
    }

    @Override
    public List<ApiKey> expired(Instant before, int limit) {
        return store.expired(before, limit);
    }

    @Override
    public Reply<Replacement> recordEvent(AuditEvent event) {
        beforeEvent.run();
        return store.recordEvent(event);
    }

    @Override
    public Reply<Replacement> markTenant(TenantMark next) {
        return stale ? Reply.of(Replacement.STALE) : store.markTenant(next);
    }

    @Override
    public Reply<Optional<TenantMark>> findTenantMark(String tenant) {
        return store.findTenantMark(tenant);
    }

    @Override
    public Page<ApiKey> all(@Nullable UUID after, int limit) {
        return store.all(after, limit);
    }

    /** Returns the key as it is now. Not counted as a read. */
    ApiKey get(UUID id) {
        return store.findById(id).value().orElse(null);
    }

    /** Returns every key, in the order in which they were inserted. Not counted as reads. */
    List<ApiKey> all() {
        return inserted.stream().map(this::get).filter(Objects::nonNull).toList();
    }

    /** Returns the recorded uses as they were written. */
    List<KeyUse> uses() {
        return batches.stream().flatMap(batch -> batch.uses().stream()).toList();
    }

    /** Returns the recorded batches of uses as they were written. */
    List<UseBatch> batches() {
        return List.copyOf(batches);
    }

    /** Returns the stored events of a key, by version, also after a purge. */
    List<AuditEvent> events(UUID id) {
        return events.stream()
                .filter(event -> event.keyId().equals(id))
                .sorted(Comparator.comparing(AuditEvent::version))
                .toList();
    }

    private Reply<Optional<ApiKey>> read(Supplier<Reply<Optional<ApiKey>>> call) {
        reads.incrementAndGet();
        beforeRead.run();
        Reply<Optional<ApiKey>> found = call.get();
        afterRead.run();
        return found;
    }
}
