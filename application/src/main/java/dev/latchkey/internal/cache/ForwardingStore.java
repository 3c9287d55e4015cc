package dev.latchkey.internal.cache;

import dev.latchkey.core.CheckReturnValue;
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
import org.jspecify.annotations.Nullable;

/**
 * A store that passes every call on. What stands in front of a store overrides those that concern it. Uses, events and
 * marks concern nobody in front.
 */
public abstract class ForwardingStore implements KeyStore {
    /** The store behind. */
    protected final KeyStore store;

    /**
     * Takes the store.
     *
     * @param store the store behind
     */
    protected ForwardingStore(KeyStore store) {
        this.store = store;
    }

    @Override
    public final void recordUse(UseBatch batch) {
        store.recordUse(batch);
    }

    @Override
    public final Page<AuditEvent> audit(AuditQuery query) {
        return store.audit(query);
    }

    @Override
    public final List<ApiKey> expired(Instant before, int limit) {
        return store.expired(before, limit);
    }

    @Override
    @CheckReturnValue
    public final Reply<Replacement> recordEvent(AuditEvent event) {
        return store.recordEvent(event);
    }

    @Override
    @CheckReturnValue
    public Reply<Replacement> markTenant(TenantMark next) {
        return store.markTenant(next);
    }

    @Override
    public final Reply<Optional<TenantMark>> findTenantMark(String tenant) {
        return store.findTenantMark(tenant);
    }

    @Override
    public final Page<ApiKey> all(@Nullable UUID after, int limit) {
        return store.all(after, limit);
    }

    @Override
    @CheckReturnValue
    public Reply<Insertion> insert(ApiKey key, AuditEvent event) {
        return store.insert(key, event);
    }

    @Override
    @CheckReturnValue
    public Reply<Replacement> replace(ApiKey next, AuditEvent event) {
        return store.replace(next, event);
    }

    @Override
    public Reply<Optional<ApiKey>> findById(UUID id) {
        return store.findById(id);
    }

    @Override
    public Reply<Optional<ApiKey>> findByHandle(String handle) {
        return store.findByHandle(handle);
    }

    @Override
    public Reply<Optional<ApiKey>> findBySlot(String tenant, Scope scope, String slot) {
        return store.findBySlot(tenant, scope, slot);
    }

    @Override
    public Page<ListedKey> list(KeyQuery query) {
        return store.list(query);
    }

    @Override
    public int purge(Purge purge) {
        return store.purge(purge);
    }
}
