package dev.latchkey.adapter.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static dev.latchkey.adapter.mongo.KeyDocuments.HANDLES;
import static dev.latchkey.adapter.mongo.KeyDocuments.ID;
import static dev.latchkey.adapter.mongo.KeyDocuments.PURGED;
import static dev.latchkey.adapter.mongo.KeyDocuments.TENANT;
import static dev.latchkey.adapter.mongo.KeyDocuments.VERSION;

import com.mongodb.MongoWriteException;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.KeyArchive;
import dev.latchkey.ports.query.Page;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;

/** The archive of a {@link MongoKeyStore}. Immutable, safe for use by several threads. */
final class MongoKeyArchive implements KeyArchive {
    private final Collections collections;
    private final KeyWrites writes;
    private final AuditTrail trail;
    private final Handles handles;
    private final TenantMarks marks;
    private final WholeUsages usage;

    MongoKeyArchive(Collections collections, KeyWrites writes, AuditTrail trail) {
        this.collections = collections;
        this.writes = writes;
        this.trail = trail;
        this.handles = new Handles(collections);
        this.marks = new TenantMarks(collections, trail);
        this.usage = new WholeUsages(collections);
    }

    @Override
    public Page<String> tenants(@Nullable String after, int limit) {
        return DriverCalls.call("list the tenants", () -> {
            // Every key has events, so it is enough to look where they end up.
            trail.moveAll();
            List<String> tenants = new ArrayList<>();
            String next = nextTenant(after == null ? "" : after);
            while (next != null) {
                tenants.add(next);
                next = tenants.size() > limit ? null : nextTenant(next);
            }
            return Page.of(tenants, limit);
        });
    }

    /** One step along the index, past all events of the tenant before. */
    private @Nullable String nextTenant(String after) {
        @Nullable BsonDocument next = collections
                .events()
                .find(gt(TENANT, new BsonString(after)))
                .sort(Sorts.ascending(TENANT))
                .projection(Projections.include(TENANT))
                .first();
        return next == null ? null : Values.text(next, TENANT);
    }

    @Override
    public Page<DroppedHandle> droppedHandles(@Nullable String after, int limit) {
        return DriverCalls.call("list the dropped handles", () -> {
            List<DroppedHandle> found = new ArrayList<>();
            String last = after == null ? "" : after;
            boolean more = true;
            while (more && found.size() <= limit) {
                List<DroppedHandle> next = handles.dropped(last, limit + 1);
                Set<String> carried = carried(next);
                next.stream()
                        .filter(dropped -> !carried.contains(dropped.handle()))
                        .forEach(found::add);
                more = next.size() > limit;
                last = next.isEmpty() ? last : next.get(next.size() - 1).handle();
            }
            return Page.of(found, limit);
        });
    }

    /** Those of some handles that a stored key carries: a change that was to drop one may not have been made. */
    private Set<String> carried(List<DroppedHandle> dropped) {
        List<BsonString> texts =
                dropped.stream().map(one -> new BsonString(one.handle())).toList();
        Set<String> carried = new HashSet<>();
        collections
                .keys()
                .find(and(in(HANDLES, texts), exists(PURGED, false)))
                .projection(Projections.include(HANDLES))
                .forEach(key -> carried.addAll(KeyDocuments.handles(key)));
        return carried;
    }

    @Override
    public List<WholeUsage> usage(List<UUID> keyIds) {
        return DriverCalls.call("read the whole usage of " + keyIds.size() + " keys", () -> usage.read(keyIds));
    }

    @Override
    @CheckReturnValue
    public Restoration restore(ApiKey key, List<AuditEvent> events, long replaced) {
        return DriverCalls.call("restore key " + key.id(), () -> {
            List<BsonDocument> pending = missing(key.id(), events);
            return replaced == 0 ? insert(key, pending) : replace(key, pending, replaced);
        });
    }

    /** Returns the events of whose version there is none, in the order in which changes would have left them. */
    private List<BsonDocument> missing(UUID keyId, List<AuditEvent> events) {
        Set<Long> versions = new HashSet<>();
        collections
                .events()
                .find(in(
                        ID,
                        events.stream()
                                .map(event -> AuditTrail.id(keyId, event.version()))
                                .toList()))
                .projection(Projections.include(VERSION))
                .forEach(event -> versions.add(Values.number(event, VERSION)));
        return events.stream()
                .filter(event -> versions.add(event.version()))
                .sorted(Comparator.comparing(AuditEvent::version))
                .map(AuditTrail::document)
                .toList();
    }

    private Restoration insert(ApiKey key, List<BsonDocument> pending) {
        if (key.revocation() == null && marks.isEnded(key.tenant())) {
            return Restoration.TENANT_ENDED;
        }
        if (handles.areTaken(KeyDocuments.handles(key))) {
            return obstacle(key);
        }
        BsonDocument document = KeyDocuments.document(key, pending);
        try {
            collections.keys().insertOne(document);
        } catch (MongoWriteException e) {
            if (DriverCalls.isDuplicate(e)) {
                return obstacle(key);
            }
            throw e;
        }
        trail.moveIfPossible(document);
        return Restoration.RESTORED;
    }

    private Restoration obstacle(ApiKey key) {
        if (collections.keys().find(eq(ID, Values.uuid(key.id()))).first() != null) {
            return Restoration.STALE;
        }
        return handles.areTaken(KeyDocuments.handles(key)) ? Restoration.HANDLE_TAKEN : Restoration.SLOT_TAKEN;
    }

    private Restoration replace(ApiKey key, List<BsonDocument> pending, long replaced) {
        BsonDocument update = KeyDocuments.update(key, new BsonDocument("$each", new BsonArray(pending)));
        return switch (writes.replace(KeyFilters.version(key.id(), replaced), key, update)) {
            case REPLACED -> Restoration.RESTORED;
            case STALE -> Restoration.STALE;
            case HANDLE_TAKEN -> Restoration.HANDLE_TAKEN;
        };
    }

    @Override
    @CheckReturnValue
    public List<AuditEvent> addEvents(List<AuditEvent> events) {
        return DriverCalls.call("add " + events.size() + " events", () -> {
            // What waits was there before.
            trail.moveAll();
            Map<UUID, Long> versions =
                    versions(events.stream().map(AuditEvent::keyId).distinct().toList());
            List<AuditEvent> added = new ArrayList<>();
            List<AuditEvent> refused = new ArrayList<>();
            for (AuditEvent event : events) {
                boolean ahead = versions.getOrDefault(event.keyId(), Long.MAX_VALUE) < event.version();
                (ahead ? refused : added).add(event);
            }
            refused.addAll(trail.insertUnlessThere(added));
            return refused;
        });
    }

    private Map<UUID, Long> versions(List<UUID> ids) {
        Map<UUID, Long> versions = new HashMap<>();
        collections
                .keys()
                .find(and(in(ID, Usage.values(ids)), exists(PURGED, false)))
                .projection(Projections.include(VERSION))
                .forEach(key -> versions.put(Values.uuid(key, ID), Values.number(key, VERSION)));
        return versions;
    }

    @Override
    @CheckReturnValue
    public List<DroppedHandle> addHandles(List<DroppedHandle> given) {
        return DriverCalls.call("add " + given.size() + " handles", () -> {
            Map<String, UUID> owners = new HashMap<>();
            List<BsonString> texts =
                    given.stream().map(one -> new BsonString(one.handle())).toList();
            collections
                    .keys()
                    .find(in(HANDLES, texts))
                    .projection(Projections.include(HANDLES))
                    .forEach(key ->
                            KeyDocuments.handles(key).forEach(handle -> owners.put(handle, Values.uuid(key, ID))));
            handles.remember(given.stream()
                    .filter(one -> !owners.containsKey(one.handle()))
                    .map(one -> Handles.document(Values.uuid(one.keyId()), one.handle()))
                    .toList());
            owners.putAll(handles.owners(texts));
            return given.stream()
                    .filter(one -> !one.keyId().equals(owners.get(one.handle())))
                    .toList();
        });
    }

    @Override
    public void raiseUsage(List<WholeUsage> usages) {
        DriverCalls.run("raise the usage of " + usages.size() + " keys", () -> usage.raise(usages));
    }
}
