package dev.latchkey.integration;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.KeyArchive;
import dev.latchkey.ports.KeyArchive.DroppedHandle;
import dev.latchkey.ports.KeyArchive.WholeUsage;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.TenantMark;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * All that a small store keeps, to be compared with what another one keeps.
 *
 * @param keys the keys of each tenant, with their last uses and counts
 * @param events the events of each tenant, the newest first
 * @param usages the usage of each key
 * @param handles the handles that no key carries
 * @param marks the marks of tenants
 */
record KeptContent(
        List<ListedKey> keys,
        List<AuditEvent> events,
        List<WholeUsage> usages,
        List<DroppedHandle> handles,
        List<Optional<TenantMark>> marks) {
    private static final int ALL = 1000;

    static KeptContent of(KeyStore store) {
        KeyArchive archive = ((KeyArchive.Source) store).archive();
        List<String> tenants =
                archive.tenants(null, ALL).items().stream().sorted().toList();
        List<ListedKey> keys = new ArrayList<>();
        List<AuditEvent> events = new ArrayList<>();
        List<Optional<TenantMark>> marks = new ArrayList<>();
        for (String tenant : tenants) {
            keys.addAll(store.list(KeyQuery.of(tenant, ALL)).items());
            AuditQuery query = AuditQuery.of(tenant, ALL);
            List<AuditEvent> page = store.audit(query).items();
            while (!page.isEmpty()) {
                events.addAll(page);
                page = store.audit(query.after(AuditQuery.Position.of(page.get(page.size() - 1))))
                        .items();
            }
            marks.add(store.findTenantMark(tenant).value());
        }
        List<UUID> ids = store.all(null, ALL).items().stream().map(ApiKey::id).toList();
        List<WholeUsage> usages = archive.usage(ids).stream()
                .sorted(Comparator.comparing(WholeUsage::keyId))
                .toList();
        return new KeptContent(
                keys, events, usages, archive.droppedHandles(null, ALL).items(), marks);
    }
}
