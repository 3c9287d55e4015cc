package dev.latchkey.cluster;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.Secret;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import java.util.ArrayList;
import java.util.List;

/** What the store holds when all is over. */
record Stored(List<Key> keys, List<Event> events) {
    private static final int PAGE = 500;

    /** A key, with the handles of its current secrets. */
    record Key(String id, String slot, long version, boolean revoked, List<String> current) {}

    /** An event of the audit. */
    record Event(String key, long version, String action, String actor) {}

    static Stored read(KeyStore store, String tenant) {
        List<Key> keys = new ArrayList<>();
        KeyQuery.Position last = null;
        Page<ListedKey> page;
        do {
            page = store.list(KeyQuery.of(tenant, PAGE).after(last));
            for (ListedKey listed : page.items()) {
                keys.add(key(store.findById(listed.key().id()).value().orElseThrow()));
                last = listed.position();
            }
        } while (page.more());
        return new Stored(keys, events(store, tenant));
    }

    private static List<Event> events(KeyStore store, String tenant) {
        List<Event> events = new ArrayList<>();
        AuditQuery.Position last = null;
        Page<AuditEvent> page;
        do {
            page = store.audit(AuditQuery.of(tenant, PAGE).after(last));
            for (AuditEvent event : page.items()) {
                events.add(new Event(
                        event.keyId().toString(),
                        event.version(),
                        event.action().name(),
                        event.actor().id()));
                last = AuditQuery.Position.of(event);
            }
        } while (page.more());
        return events;
    }

    private static Key key(ApiKey key) {
        List<String> current = key.secrets().stream()
                .filter(secret -> secret.retiresAt() == null)
                .map(Secret::handle)
                .toList();
        return new Key(
                key.id().toString(), String.valueOf(key.slot()), key.version(), key.revocation() != null, current);
    }
}
