package dev.latchkey.spring.boot;

import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyArchive;
import dev.latchkey.ports.KeyHistory;
import dev.latchkey.ports.KeySearch;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyVersions;
import dev.latchkey.ports.Pseudonym;
import dev.latchkey.ports.Purge;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.Reply;
import dev.latchkey.ports.TenantMark;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.KeyUsage;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import dev.latchkey.ports.query.UsageQuery;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store that is opened, and checked, before its first use. While that fails, every call throws what it threw, and the
 * next call tries again. Safe for use by several threads.
 */
final class DeferredKeyStore<
                S extends KeyStore & KeyHistory.Source & KeySearch.Source & KeyVersions.Source & KeyArchive.Source>
        implements KeyStore, KeyHistory.Source, KeySearch.Source, KeyVersions.Source, KeyArchive.Source {
    private final Supplier<S> opens;
    private volatile @Nullable S opened;

    DeferredKeyStore(Supplier<S> opens) {
        this.opens = opens;
    }

    /** Several threads may open it: opening reads, and changes nothing. */
    private S store() {
        S store = opened;
        if (store == null) {
            store = opens.get();
            opened = store;
        }
        return store;
    }

    @Override
    @CheckReturnValue
    public Reply<Insertion> insert(ApiKey key, AuditEvent event) {
        return store().insert(key, event);
    }

    @Override
    @CheckReturnValue
    public Reply<Replacement> replace(ApiKey next, AuditEvent event) {
        return store().replace(next, event);
    }

    @Override
    public Reply<Optional<ApiKey>> findById(UUID id) {
        return store().findById(id);
    }

    @Override
    public Reply<Optional<ApiKey>> findByHandle(String handle) {
        return store().findByHandle(handle);
    }

    @Override
    public Reply<Optional<ApiKey>> findBySlot(String tenant, Scope scope, String slot) {
        return store().findBySlot(tenant, scope, slot);
    }

    @Override
    public Page<ListedKey> list(KeyQuery query) {
        return store().list(query);
    }

    @Override
    public void recordUse(UseBatch batch) {
        store().recordUse(batch);
    }

    @Override
    public Page<AuditEvent> audit(AuditQuery query) {
        return store().audit(query);
    }

    @Override
    public int purge(Purge purge) {
        return store().purge(purge);
    }

    @Override
    public List<ApiKey> expired(Instant before, int limit) {
        return store().expired(before, limit);
    }

    @Override
    @CheckReturnValue
    public Reply<Replacement> recordEvent(AuditEvent event) {
        return store().recordEvent(event);
    }

    @Override
    @CheckReturnValue
    public Reply<Replacement> markTenant(TenantMark next) {
        return store().markTenant(next);
    }

    @Override
    public Reply<Optional<TenantMark>> findTenantMark(String tenant) {
        return store().findTenantMark(tenant);
    }

    @Override
    public Page<ApiKey> all(@Nullable UUID after, int limit) {
        return store().all(after, limit);
    }

    /** Returns a search that opens the store when it is first used. */
    @Override
    public KeySearch search() {
        return query -> store().search().search(query);
    }

    /** Returns versions that open the store when they are first asked for. */
    @Override
    public KeyVersions versions() {
        return id -> store().versions().find(id);
    }

    /** Opens the store: what asks for an archive uses it next. */
    @Override
    public KeyArchive archive() {
        return store().archive();
    }

    /** Returns a history that opens the store when it is first read, as its other calls do. */
    @Override
    public KeyHistory history() {
        return new KeyHistory() {
            @Override
            public Map<UUID, KeyUsage> usage(UsageQuery query) {
                return store().history().usage(query);
            }

            @Override
            public int forgetUsage(LocalDate before, int limit) {
                return store().history().forgetUsage(before, limit);
            }

            @Override
            public int forgetChanges(Instant purgedBefore, int limit) {
                return store().history().forgetChanges(purgedBefore, limit);
            }

            @Override
            public int forgetTenant(String tenant, int limit) {
                return store().history().forgetTenant(tenant, limit);
            }

            @Override
            public int replaceUser(Pseudonym pseudonym) {
                return store().history().replaceUser(pseudonym);
            }
        };
    }
}
