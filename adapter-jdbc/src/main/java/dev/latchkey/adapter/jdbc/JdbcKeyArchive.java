package dev.latchkey.adapter.jdbc;

import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.KeyArchive;
import dev.latchkey.ports.TenantMark;
import dev.latchkey.ports.query.Page;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The archive of a {@link JdbcKeyStore}. Joins the host's transaction as the store does. */
final class JdbcKeyArchive implements KeyArchive {
    private static final String NEXT_TENANT =
            "select tenant from latchkey_audit where tenant > ? order by tenant fetch first 1 rows only";
    private static final String DROPPED = "select h.handle, h.key_id from latchkey_handle h where h.handle > ?"
            + " and not exists (select 1 from latchkey_secret s where s.handle = h.handle)"
            + " order by h.handle fetch first ? rows only";
    private static final String OWNER = "select key_id from latchkey_handle where handle = ?";
    private static final String VERSIONS = "select id, version from latchkey_key where id in (%s)";

    private final Database database;

    JdbcKeyArchive(Database database) {
        this.database = database;
    }

    @Override
    public Page<String> tenants(@Nullable String after, int limit) {
        List<String> found = database.read("list the tenants", session -> {
            List<String> tenants = new ArrayList<>();
            String next = nextTenant(session, after == null ? "" : after);
            while (next != null) {
                tenants.add(next);
                next = tenants.size() > limit ? null : nextTenant(session, next);
            }
            return tenants;
        });
        return Page.of(found, limit);
    }

    /** One step along the index, past all events of the tenant before. */
    private static @Nullable String nextTenant(Session session, String after) throws SQLException {
        List<String> next = session.query(NEXT_TENANT, row -> row.next() ? List.of(row.text()) : List.of(), after);
        return next.isEmpty() ? null : next.get(0);
    }

    @Override
    public Page<DroppedHandle> droppedHandles(@Nullable String after, int limit) {
        List<DroppedHandle> found = database.read(
                "list the dropped handles",
                session -> session.query(
                        DROPPED,
                        row -> {
                            List<DroppedHandle> handles = new ArrayList<>();
                            while (row.next()) {
                                handles.add(new DroppedHandle(row.text(), row.uuid()));
                            }
                            return handles;
                        },
                        after == null ? "" : after,
                        limit + 1));
        return Page.of(found, limit);
    }

    @Override
    public List<WholeUsage> usage(List<UUID> keyIds) {
        return database.read(
                "read the whole usage of " + keyIds.size() + " keys",
                session -> List.copyOf(ArchivedUsage.read(session, keyIds).values()));
    }

    @Override
    @CheckReturnValue
    public Restoration restore(ApiKey key, List<AuditEvent> events, long replaced) {
        return database.change("restore key " + key.id(), Restoration.STALE, session -> {
                    Restoration restoration = replaced == 0
                            ? insert(session, key)
                            : KeyWrites.updateKey(session, key, replaced) ? Restoration.RESTORED : Restoration.STALE;
                    if (restoration != Restoration.RESTORED) {
                        return session.undo(restoration);
                    }
                    if (!KeyWrites.writeSecrets(session, database.dialect(), key)) {
                        return session.undo(Restoration.HANDLE_TAKEN);
                    }
                    KeyWrites.writeTags(session, key);
                    for (AuditEvent event : events) {
                        var unused = EventRows.insertUnlessTaken(session, database.dialect(), event);
                    }
                    return restoration;
                })
                .value();
    }

    private Restoration insert(Session session, ApiKey key) throws SQLException {
        boolean mayBeInForce = key.revocation() == null;
        if (mayBeInForce
                && TenantRows.find(session, key.tenant())
                        .filter(TenantMark::ended)
                        .isPresent()) {
            return Restoration.TENANT_ENDED;
        }
        if (!KeyWrites.insertKey(session, database.dialect(), key)) {
            return versions(session, List.of(key.id())).isEmpty() ? Restoration.SLOT_TAKEN : Restoration.STALE;
        }
        KeyWrites.insertIssuers(session, key);
        return Restoration.RESTORED;
    }

    @Override
    @CheckReturnValue
    public List<AuditEvent> addEvents(List<AuditEvent> events) {
        if (events.isEmpty()) {
            return List.of();
        }
        return database.write("add " + events.size() + " events", session -> {
            List<AuditEvent> refused = new ArrayList<>();
            Map<UUID, Long> versions = versions(
                    session, events.stream().map(AuditEvent::keyId).distinct().toList());
            for (AuditEvent event : events) {
                boolean ahead = versions.getOrDefault(event.keyId(), Long.MAX_VALUE) < event.version();
                if (ahead || !EventRows.insertUnlessTaken(session, database.dialect(), event)) {
                    refused.add(event);
                }
            }
            return refused;
        });
    }

    private static Map<UUID, Long> versions(Session session, List<UUID> ids) throws SQLException {
        return session.query(
                Session.listed(VERSIONS, ids),
                row -> {
                    Map<UUID, Long> versions = new HashMap<>();
                    while (row.next()) {
                        versions.put(row.uuid(), row.number());
                    }
                    return versions;
                },
                ids.toArray());
    }

    @Override
    @CheckReturnValue
    public List<DroppedHandle> addHandles(List<DroppedHandle> handles) {
        return database.write("add " + handles.size() + " handles", session -> {
            List<DroppedHandle> refused = new ArrayList<>();
            for (DroppedHandle dropped : handles) {
                boolean added = KeyWrites.insertHandle(session, database.dialect(), dropped.handle(), dropped.keyId());
                if (!added && !isOwn(session, dropped)) {
                    refused.add(dropped);
                }
            }
            return refused;
        });
    }

    private static boolean isOwn(Session session, DroppedHandle dropped) throws SQLException {
        return session.query(OWNER, row -> row.next() && row.uuid().equals(dropped.keyId()), dropped.handle());
    }

    @Override
    public void raiseUsage(List<WholeUsage> usages) {
        if (!usages.isEmpty()) {
            database.write("raise the usage of " + usages.size() + " keys", session -> {
                ArchivedUsage.raise(session, database.dialect(), usages);
                return true;
            });
        }
    }
}
