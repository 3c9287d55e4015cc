package dev.latchkey.examples.customstore;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.examples.customstore.MvFile.Rows;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeySearch;
import dev.latchkey.ports.KeyStore;
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
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keys in an {@link MvFile}, which the host opens and closes. Has no state of its own. Safe for use by several threads.
 */
public final class MvKeyStore implements KeyStore, KeySearch.Source, KeyVersions.Source {
    private final MvFile file;

    /** Creates a store in a file that may have keys already. */
    public MvKeyStore(MvFile file) {
        this.file = file;
    }

    // snippet: insert
    @Override
    public Reply<Insertion> insert(ApiKey key, AuditEvent event) {
        return file.change("insert " + key.id(), rows -> {
            if (load(rows, key.id()) != null) {
                throw new StoreException("A key with this id exists already: " + key.id(), null);
            }
            if (mark(rows, key.tenant()).filter(TenantMark::ended).isPresent()) {
                return Reply.of(Insertion.TENANT_ENDED);
            }
            if (key.secrets().stream().anyMatch(secret -> isTaken(rows, secret))) {
                return Reply.of(Insertion.HANDLE_TAKEN);
            }
            String slot = key.slot();
            if (slot != null
                    && (rows.get(Layout.slot(key.tenant(), key.scope(), slot)) != null
                            || rows.get(Layout.holder(key, slot)) != null)) {
                return Reply.of(Insertion.SLOT_TAKEN);
            }
            put(rows, new ListedKey(key, null, 0), event);
            return Reply.of(Insertion.INSERTED);
        });
    }
    // end

    // snippet: replace
    @Override
    public Reply<Replacement> replace(ApiKey next, AuditEvent event) {
        return file.change("replace " + next.id(), rows -> {
            ListedKey was = load(rows, next.id());
            if (was == null || was.key().version() != next.version() - 1) {
                return Reply.of(Replacement.STALE);
            }
            for (Secret secret : next.secrets()) {
                if (was.key().secret(secret.handle()).isEmpty() && isTaken(rows, secret)) {
                    return Reply.of(Replacement.HANDLE_TAKEN);
                }
            }
            Layout.index(was.key()).forEach(rows::remove);
            put(rows, was.as(next), event);
            return Reply.of(Replacement.REPLACED);
        });
    }
    // end

    private static boolean isTaken(Rows rows, Secret secret) {
        return rows.get(Layout.handle(secret.handle())) != null;
    }

    // snippet: put
    private static void put(Rows rows, ListedKey listed, AuditEvent event) {
        UUID id = listed.key().id();
        rows.put(Layout.key(id), Records.of(listed));
        Layout.index(listed.key()).forEach(row -> rows.put(row, Records.of(id)));
        put(rows, event);
        for (Secret secret : listed.key().secrets()) {
            rows.put(Layout.handle(secret.handle()), Records.of(id));
        }
    }

    private static void put(Rows rows, AuditEvent event) {
        Layout.index(event).forEach(row -> rows.put(row, Records.of(event)));
    }
    // end

    static @Nullable ListedKey load(Rows rows, UUID id) {
        byte[] found = rows.get(Layout.key(id));
        return found == null ? null : Records.key(found);
    }

    @Override
    public Reply<Optional<ApiKey>> findById(UUID id) {
        return Reply.of(file.read(
                "find " + id, rows -> Optional.ofNullable(load(rows, id)).map(ListedKey::key)));
    }

    // snippet: find
    @Override
    public Reply<Optional<ApiKey>> findByHandle(String handle) {
        return Reply.of(follow("find by handle " + handle, Layout.handle(handle))
                .filter(key -> key.secret(handle).isPresent()));
    }

    @Override
    public Reply<Optional<ApiKey>> findBySlot(String tenant, Scope scope, String slot) {
        return Reply.of(follow("find by slot of " + tenant, Layout.slot(tenant, scope, slot))
                .filter(ApiKey::occupiesSlot)
                .or(() -> last("find the last holder of a slot of " + tenant, Layout.holders(tenant, scope, slot))));
    }

    private Optional<ApiKey> last(String operation, String shelf) {
        Page<ListedKey> page =
                file.read(operation, rows -> rows.page(shelf, Layout.END, 1, id -> load(rows, Records.id(id))));
        return page.items().stream().map(ListedKey::key).findFirst();
    }

    /** The key may change between the two reads: what was asked of the row is to be asked of the key again. */
    private Optional<ApiKey> follow(String operation, String row) {
        return file.read(
                operation,
                rows -> Optional.ofNullable(rows.get(row))
                        .map(id -> load(rows, Records.id(id)))
                        .map(ListedKey::key));
    }
    // end

    // snippet: versions
    @Override
    public KeyVersions versions() {
        return id -> Reply.of(file.read(
                "find the version of " + id,
                rows -> Optional.ofNullable(load(rows, id)).map(listed -> KeyVersion.of(listed.key()))));
    }
    // end

    // snippet: list
    @Override
    public Page<ListedKey> list(KeyQuery query) {
        KeyFilter filter = query.filter();
        String shelf = Layout.keys(query.tenant(), filter);
        String after = Layout.position(query.after());
        return file.read(
                "list keys of " + query.tenant(),
                rows -> rows.page(shelf, after, query.limit(), id -> {
                    ListedKey listed = load(rows, Records.id(id));
                    boolean fits = listed != null
                            && (filter == null || filter.matches(listed.key()))
                            && !isDead(listed.key(), query.aliveAt());
                    return fits ? listed : null;
                }));
    }

    private static boolean isDead(ApiKey key, @Nullable Instant at) {
        return at != null && key.isEnded(at);
    }
    // end

    @Override
    public Page<AuditEvent> audit(AuditQuery query) {
        String shelf = Layout.events(query.tenant(), query.keyId());
        String after = Layout.position(query.after());
        return file.read(
                "list events of " + query.tenant(), rows -> rows.page(shelf, after, query.limit(), Records::event));
    }

    /** Looks at every key of the tenant, which is enough for a few thousand. A larger store keeps a shelf per order. */
    @Override
    public KeySearch search() {
        return query -> {
            List<ListedKey> keys = new ArrayList<>();
            KeyQuery all = KeyQuery.of(query.tenant(), 1000);
            Page<ListedKey> page = list(all);
            keys.addAll(page.items());
            while (page.more()) {
                page = list(all.after(keys.get(keys.size() - 1).position()));
                keys.addAll(page.items());
            }
            return SearchPage.among(query, keys);
        };
    }

    // snippet: record-use
    @Override
    public void recordUse(UseBatch batch) {
        file.change("record uses", rows -> {
            Uses.record(rows, batch);
            return batch;
        });
    }
    // end

    // snippet: purge
    @Override
    public int purge(Purge purge) {
        return file.change("purge", rows -> {
            String bound = Layout.sortable(purge.before());
            Page<ListedKey> dead = rows.page(Layout.DEAD, bound, purge.limit(), id -> load(rows, Records.id(id)));
            for (ListedKey listed : dead.items()) {
                // The rows of its handles stay, so that none is used again.
                ApiKey key = listed.key();
                rows.remove(Layout.key(key.id()));
                Layout.index(key).forEach(rows::remove);
                put(rows, purge.event(key.id(), key.tenant(), key.version()));
            }
            return dead.items().size();
        });
    }
    // end

    // snippet: expired
    @Override
    public List<ApiKey> expired(Instant before, int limit) {
        String bound = Layout.sortable(before);
        return file.read(
                "find keys that expired before " + before,
                rows -> rows.pageUp(Layout.DUE, "", bound, limit, id -> load(rows, Records.id(id))).items().stream()
                        .map(ListedKey::key)
                        .toList());
    }
    // end

    // snippet: event
    @Override
    public Reply<Replacement> recordEvent(AuditEvent event) {
        return file.change("record an event of tenant " + event.tenant(), rows -> {
            String version = Layout.version(event);
            if (rows.get(version) != null) {
                return Reply.of(Replacement.STALE);
            }
            rows.put(version, Records.of(event.keyId()));
            put(rows, event);
            return Reply.of(Replacement.REPLACED);
        });
    }
    // end

    // snippet: tenants
    @Override
    public Reply<Replacement> markTenant(TenantMark next) {
        return file.change("mark tenant " + next.tenant(), rows -> {
            long version = mark(rows, next.tenant()).map(TenantMark::version).orElse(0L);
            if (version != next.version() - 1) {
                return Reply.of(Replacement.STALE);
            }
            rows.put(Layout.tenant(next.tenant()), Records.of(next));
            put(rows, next.event());
            return Reply.of(Replacement.REPLACED);
        });
    }

    @Override
    public Reply<Optional<TenantMark>> findTenantMark(String tenant) {
        return Reply.of(file.read("find the mark of " + tenant, rows -> mark(rows, tenant)));
    }

    private static Optional<TenantMark> mark(Rows rows, String tenant) {
        return Optional.ofNullable(rows.get(Layout.tenant(tenant))).map(Records::mark);
    }
    // end

    // snippet: all
    @Override
    public Page<ApiKey> all(@Nullable UUID after, int limit) {
        return file.read(
                "walk over all keys",
                rows -> rows.pageUp(
                        Layout.KEYS,
                        after == null ? "" : after.toString(),
                        Layout.END,
                        limit,
                        key -> Records.key(key).key()));
    }
    // end
}
