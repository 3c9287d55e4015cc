package dev.latchkey;

import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
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
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A store whose calls join a transaction of the host while one is open. Inside, the calls see the snapshot that the
 * test gave; outside, they see what is committed.
 */
final class HostTransaction implements KeyStore {
    final InMemoryKeyStore committed = new InMemoryKeyStore();
    private @Nullable KeyStore snapshot;

    void begin(KeyStore view) {
        snapshot = view;
    }

    void end() {
        snapshot = null;
    }

    private <T> Reply<T> call(Function<KeyStore, Reply<T>> call) {
        KeyStore open = snapshot;
        return open == null
                ? call.apply(committed)
                : new Reply<>(call.apply(open).value(), true);
    }

    @Override
    public Reply<Insertion> insert(ApiKey key, AuditEvent event) {
        return call(store -> store.insert(key, event));
    }

    @Override
    public Reply<Replacement> replace(ApiKey next, AuditEvent event) {
        return call(store -> store.replace(next, event));
    }

    @Override
    public Reply<Optional<ApiKey>> findById(UUID id) {
        return call(store -> store.findById(id));
    }

    @Override
    public Reply<Optional<ApiKey>> findByHandle(String handle) {
        return call(store -> store.findByHandle(handle));
    }

    @Override
    public Reply<Optional<ApiKey>> findBySlot(String tenant, Scope scope, String slot) {
        return call(store -> store.findBySlot(tenant, scope, slot));
    }

    @Override
    public Page<ListedKey> list(KeyQuery query) {
        return committed.list(query);
    }

    @Override
    public void recordUse(UseBatch batch) {
        committed.recordUse(batch);
    }

    @Override
    public Page<AuditEvent> audit(AuditQuery query) {
        return committed.audit(query);
    }

    @Override
    public int purge(Purge purge) {
        return committed.purge(purge);
    }

    @Override
    public List<ApiKey> expired(Instant before, int limit) {
        return committed.expired(before, limit);
    }

    @Override
    public Reply<Replacement> recordEvent(AuditEvent event) {
        return call(store -> store.recordEvent(event));
    }

    @Override
    public Reply<Replacement> markTenant(TenantMark next) {
        return call(store -> store.markTenant(next));
    }

    @Override
    public Reply<Optional<TenantMark>> findTenantMark(String tenant) {
        return call(store -> store.findTenantMark(tenant));
    }

    @Override
    public Page<ApiKey> all(@Nullable UUID after, int limit) {
        return committed.all(after, limit);
    }
}
