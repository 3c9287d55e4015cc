package dev.latchkey.contract.keystore;

import dev.latchkey.contract.fixture.HostTransactions;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A store with transactions in its shortest form. A transaction is the list of its changes. Each of its calls sees a
 * copy of what is committed, or of what was when it began to read, with its changes made again. Subclasses break one
 * promise each.
 */
class JoiningModel implements KeyStore, KeyVersions, KeyVersions.Source, HostTransactions {
    final ModelStore committed;
    private final Map<Thread, Transaction> bound = new ConcurrentHashMap<>();

    JoiningModel() {
        this(new ModelStore());
    }

    JoiningModel(ModelStore committed) {
        this.committed = committed;
    }

    /** A transaction that is open. */
    static final class Transaction {
        final Isolation isolation;
        final List<Consumer<KeyStore>> changes = new ArrayList<>();

        @Nullable ModelStore snapshot;

        boolean poisoned;

        Transaction(Isolation isolation) {
            this.isolation = isolation;
        }

        boolean isHigh() {
            return isolation != Isolation.READ_COMMITTED;
        }
    }

    @Nullable Transaction open() {
        return bound.get(Thread.currentThread());
    }

    void bind(@Nullable Transaction transaction) {
        bound.compute(Thread.currentThread(), (thread, previous) -> transaction);
    }

    @Override
    public void commit(Isolation isolation, Runnable work) {
        Transaction transaction = run(isolation, work);
        synchronized (committed) {
            apply(transaction, committed);
        }
    }

    @Override
    public void rollBack(Isolation isolation, Runnable work) {
        run(isolation, work);
    }

    private Transaction run(Isolation isolation, Runnable work) {
        Transaction transaction = new Transaction(isolation);
        bind(transaction);
        try {
            work.run();
        } finally {
            bind(null);
        }
        return transaction;
    }

    void apply(Transaction transaction, KeyStore to) {
        transaction.changes.forEach(change -> change.accept(to));
    }

    /** The same data for those who join no transaction. */
    KeyStore outside() {
        return committed;
    }

    ModelStore seenBy(Transaction transaction) {
        if (!transaction.isHigh()) {
            return copy(committed);
        }
        if (transaction.snapshot == null) {
            transaction.snapshot = copy(committed);
        }
        return copy(transaction.snapshot);
    }

    static ModelStore copy(ModelStore from) {
        synchronized (from) {
            ModelStore copy = new ModelStore();
            copy.keys.putAll(from.keys);
            copy.handles.putAll(from.handles);
            copy.events.addAll(from.events);
            copy.marks.putAll(from.marks);
            from.days.forEach((key, days) -> copy.days.put(key, new TreeMap<>(days)));
            return copy;
        }
    }

    <T> Reply<T> reply(T value) {
        return new Reply<>(value, true);
    }

    <T> Reply<T> read(Function<KeyStore, Reply<T>> call) {
        Transaction transaction = open();
        if (transaction == null) {
            return call.apply(committed);
        }
        if (transaction.poisoned) {
            throw new StoreException("the transaction is aborted", null);
        }
        ModelStore view = seenBy(transaction);
        apply(transaction, view);
        return reply(call.apply(view).value());
    }

    private static <T> Consumer<KeyStore> repeated(Function<KeyStore, Reply<T>> call) {
        return store -> {
            Reply<T> unused = call.apply(store);
        };
    }

    <T> Reply<T> change(Function<KeyStore, Reply<T>> call, T done) {
        Transaction transaction = open();
        Reply<T> reply;
        try {
            reply = read(call);
        } catch (StoreException e) {
            if (transaction != null) {
                refused(transaction, repeated(call));
            }
            throw e;
        }
        if (transaction != null && reply.value().equals(done)) {
            transaction.changes.add(repeated(call));
        } else if (transaction != null) {
            refused(transaction, repeated(call));
        }
        return reply;
    }

    void refused(Transaction transaction, Consumer<KeyStore> call) {}

    @Override
    public Reply<Insertion> insert(ApiKey key, AuditEvent event) {
        return change(store -> store.insert(key, event), Insertion.INSERTED);
    }

    @Override
    public Reply<Replacement> replace(ApiKey next, AuditEvent event) {
        Transaction transaction = open();
        return transaction != null && transaction.isHigh() && isOutdated(transaction, next.id())
                ? reply(Replacement.STALE)
                : change(store -> store.replace(next, event), Replacement.REPLACED);
    }

    boolean isOutdated(Transaction transaction, UUID id) {
        ModelStore then = transaction.snapshot;
        return then != null
                && !then.findById(id).value().equals(committed.findById(id).value());
    }

    @Override
    public Reply<Optional<ApiKey>> findById(UUID id) {
        return read(store -> store.findById(id));
    }

    @Override
    public Reply<Optional<ApiKey>> findByHandle(String handle) {
        Transaction transaction = open();
        if (transaction != null && transaction.isHigh()) {
            throw new StoreException("the transaction may not see the latest commit", null);
        }
        return read(store -> store.findByHandle(handle));
    }

    @Override
    public Reply<Optional<ApiKey>> findBySlot(String tenant, Scope scope, String slot) {
        return read(store -> store.findBySlot(tenant, scope, slot));
    }

    @Override
    public Page<ListedKey> list(KeyQuery query) {
        return read(store -> Reply.of(store.list(query))).value();
    }

    @Override
    public void recordUse(UseBatch batch) {
        committed.recordUse(batch);
    }

    @Override
    public KeyVersions versions() {
        return this;
    }

    @Override
    public Reply<Optional<KeyVersion>> find(UUID id) {
        Transaction transaction = open();
        if (transaction != null && transaction.isHigh()) {
            throw new StoreException("the transaction may not see the latest commit", null);
        }
        return seenVersion(id);
    }

    final Reply<Optional<KeyVersion>> seenVersion(UUID id) {
        Reply<Optional<ApiKey>> read = read(store -> store.findById(id));
        return new Reply<>(read.value().map(KeyVersion::of), read.joined());
    }

    @Override
    public Page<AuditEvent> audit(AuditQuery query) {
        return read(store -> Reply.of(store.audit(query))).value();
    }

    @Override
    public int purge(Purge purge) {
        Transaction transaction = open();
        List<UUID> gone = new ArrayList<>();
        if (transaction != null && transaction.snapshot != null) {
            gone.addAll(transaction.snapshot.keys.keySet());
            gone.removeAll(committed.keys.keySet());
        }
        int purged = change(
                                store -> {
                                    ((ModelStore) store).keys.keySet().removeAll(gone);
                                    return Reply.of(true);
                                },
                                true)
                        .value()
                ? read(store -> Reply.of(store.purge(purge))).value()
                : 0;
        if (transaction != null) {
            transaction.changes.add(store -> store.purge(purge));
        }
        return purged;
    }

    @Override
    public List<ApiKey> expired(Instant before, int limit) {
        return read(store -> Reply.of(store.expired(before, limit))).value();
    }

    @Override
    public Reply<Replacement> recordEvent(AuditEvent event) {
        return change(store -> store.recordEvent(event), Replacement.REPLACED);
    }

    @Override
    public Reply<Replacement> markTenant(TenantMark next) {
        return change(store -> store.markTenant(next), Replacement.REPLACED);
    }

    @Override
    public Reply<Optional<TenantMark>> findTenantMark(String tenant) {
        return read(store -> store.findTenantMark(tenant));
    }

    @Override
    public Page<ApiKey> all(@Nullable UUID after, int limit) {
        return read(store -> Reply.of(store.all(after, limit))).value();
    }
}
