package dev.latchkey.internal.cache;

import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.Reply;
import dev.latchkey.ports.TenantMark;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.Page;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The calls of a store that concern no entry of a cache in front of it. */
abstract class ForwardingStore implements KeyStore {
    final KeyStore store;

    ForwardingStore(KeyStore store) {
        this.store = store;
    }

    @Override
    public final void recordUse(Collection<KeyUse> uses) {
        store.recordUse(uses);
    }

    @Override
    public final Page<AuditEvent> audit(AuditQuery query) {
        return store.audit(query);
    }

    @Override
    @CheckReturnValue
    public final Reply<Replacement> markTenant(TenantMark next) {
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
}
