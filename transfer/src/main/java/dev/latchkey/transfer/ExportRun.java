package dev.latchkey.transfer;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.KeyStatus;
import dev.latchkey.ports.KeyArchive;
import dev.latchkey.ports.KeyArchive.DroppedHandle;
import dev.latchkey.ports.KeyArchive.WholeUsage;
import dev.latchkey.ports.KeySearch;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.TenantMark;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyUsage;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import dev.latchkey.ports.query.SearchOrder;
import dev.latchkey.ports.query.SearchPage;
import dev.latchkey.ports.query.SearchPosition;
import dev.latchkey.ports.query.SearchQuery;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One run of an export. Used by one thread. */
final class ExportRun {
    private static final int KEYS = 100;
    private static final int EVENTS = 1000;
    private static final int TENANTS = 100;

    private final KeyStore store;
    private final KeySearch search;
    private final KeyArchive archive;
    private final LineWriter lines;
    private final Consumer<ExportCounts> progress;
    private final RecentIds<Optional<String>> owners = new RecentIds<>();
    private ExportCounts counts = new ExportCounts(0, 0, 0, 0);

    ExportRun(KeyStore store, LineWriter lines, Consumer<ExportCounts> progress) {
        this.store = store;
        this.search = ((KeySearch.Source) store).search();
        this.archive = ((KeyArchive.Source) store).archive();
        this.lines = lines;
        this.progress = progress;
    }

    void header(String content, @Nullable String tenant) throws IOException {
        lines.write("header", json -> {
            json.text("format", Format.NAME);
            json.text("version", Format.MAJOR + "." + Format.MINOR);
            json.text("content", content);
            json.text("tenant", tenant);
        });
    }

    void allTenants(boolean keys) throws IOException {
        String last = null;
        boolean more = true;
        while (more) {
            Page<String> page = archive.tenants(last, TENANTS);
            for (String tenant : page.items()) {
                tenant(tenant, keys);
                last = tenant;
            }
            more = page.more();
        }
    }

    void tenant(String tenant, boolean keys) throws IOException {
        add(1, 0, 0, 0);
        if (!keys) {
            events(AuditQuery.of(tenant, EVENTS), event -> true);
            return;
        }
        keys(tenant);
        UUID markId = TenantMark.id(tenant);
        events(
                AuditQuery.of(tenant, EVENTS),
                event -> !event.keyId().equals(markId) && owner(event.keyId()).isEmpty());
        Optional<TenantMark> mark = store.findTenantMark(tenant).value();
        if (mark.isPresent()) {
            lines.write("tenant", json -> EventJson.write(json, mark.get()));
            events(
                    AuditQuery.of(tenant, EVENTS).key(markId),
                    event -> event.version() <= mark.get().version());
        }
    }

    private void keys(String tenant) throws IOException {
        SearchQuery.State any = new SearchQuery.State(EnumSet.allOf(KeyStatus.class), null, Instant.EPOCH);
        SearchOrder order = SearchOrder.by(SearchOrder.Sort.CREATED, false);
        SearchPosition next = null;
        do {
            SearchPage page = search.search(new SearchQuery(tenant, any, null, order, next, KEYS));
            Map<UUID, WholeUsage> usages = new HashMap<>();
            archive.usage(page.items().stream().map(listed -> listed.key().id()).toList())
                    .forEach(usage -> usages.put(usage.keyId(), usage));
            for (ListedKey listed : page.items()) {
                key(listed.key(), Optional.ofNullable(usages.get(listed.key().id())));
            }
            progress.accept(counts);
            next = page.next();
        } while (next != null);
    }

    private void key(ApiKey key, Optional<WholeUsage> usage) throws IOException {
        lines.write("key", json -> KeyJson.write(json, key));
        add(0, 1, 0, 0);
        owners.put(key.id(), Optional.of(key.tenant()));
        // Later ones are of changes that were made meanwhile.
        events(AuditQuery.of(key.tenant(), EVENTS).key(key.id()), event -> event.version() <= key.version());
        if (usage.isPresent()) {
            usage(usage.get());
        }
    }

    private void usage(WholeUsage usage) throws IOException {
        List<KeyUsage.Day> days = usage.usage().days();
        int from = 0;
        do {
            List<KeyUsage.Day> part = days.subList(from, Math.min(from + Format.MAX_ITEMS, days.size()));
            lines.write("usage", json -> UsageJson.write(json, usage, part));
            from += Format.MAX_ITEMS;
        } while (from < days.size());
    }

    private void events(AuditQuery query, Predicate<AuditEvent> isMeant) throws IOException {
        AuditQuery next = query;
        boolean more = true;
        while (more) {
            Page<AuditEvent> page = store.audit(next);
            for (AuditEvent event : page.items()) {
                if (isMeant.test(event)) {
                    lines.write("event", json -> EventJson.write(json, event));
                    add(0, 0, 1, 0);
                }
                next = query.after(AuditQuery.Position.of(event));
            }
            more = page.more();
            if (more) {
                progress.accept(counts);
            }
        }
    }

    /** Returns the tenant of a stored key. */
    private Optional<String> owner(UUID keyId) {
        return owners.get(keyId, id -> store.findById(id).value().map(ApiKey::tenant));
    }

    void handles(@Nullable String tenant) throws IOException {
        RecentIds<Boolean> known = new RecentIds<>();
        String last = null;
        boolean more = true;
        while (more) {
            Page<DroppedHandle> page = archive.droppedHandles(last, Format.MAX_ITEMS);
            List<DroppedHandle> meant = new ArrayList<>();
            for (DroppedHandle dropped : page.items()) {
                last = dropped.handle();
                if (tenant == null || known.get(dropped.keyId(), id -> isOf(tenant, id))) {
                    meant.add(dropped);
                }
            }
            if (!meant.isEmpty()) {
                lines.write("handles", json -> UsageJson.write(json, meant));
                add(0, 0, 0, meant.size());
            }
            more = page.more();
            progress.accept(counts);
        }
    }

    private boolean isOf(String tenant, UUID keyId) {
        return owner(keyId)
                .map(tenant::equals)
                .orElseGet(() -> !store.audit(AuditQuery.of(tenant, 1).key(keyId))
                        .items()
                        .isEmpty());
    }

    ExportCounts end() throws IOException {
        long written = lines.lines();
        lines.write("end", json -> json.number("lines", written));
        return counts;
    }

    private void add(int tenants, int keys, int events, int handles) {
        counts = new ExportCounts(
                counts.tenants() + tenants, counts.keys() + keys, counts.events() + events, counts.handles() + handles);
    }
}
