package dev.latchkey.adapter.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.or;
import static dev.latchkey.adapter.mongo.AuditTrail.ACTOR;
import static dev.latchkey.adapter.mongo.AuditTrail.AT;
import static dev.latchkey.adapter.mongo.AuditTrail.CHANGES;
import static dev.latchkey.adapter.mongo.AuditTrail.KEY_ID;
import static dev.latchkey.adapter.mongo.KeyDocuments.ID;
import static dev.latchkey.adapter.mongo.KeyDocuments.TENANT;

import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.Pseudonym;
import dev.latchkey.ports.TenantMark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.conversions.Bson;

/** The removal of events, and of users from them. Events that wait in the documents of keys are moved first. */
final class EventErasure {
    private final Collections collections;
    private final Usage usage;
    private final AuditTrail trail;
    private final TenantMarks marks;

    EventErasure(Collections collections, Usage usage) {
        this.collections = collections;
        this.usage = usage;
        this.trail = new AuditTrail(collections);
        this.marks = new TenantMarks(collections, trail);
    }

    int forgetPurged(Instant before, int limit) {
        trail.moveAll();
        int forgotten = 0;
        int found = 1;
        while (forgotten < limit && found > 0) {
            List<BsonValue> keys = collections
                    .events()
                    .find(and(eq("action", new BsonString(AuditAction.PURGED.name())), lt(AT, Values.date(before))))
                    .sort(Sorts.ascending("action", AT))
                    .projection(Projections.include(KEY_ID))
                    .limit(Math.min(limit - forgotten, Usage.CHUNK))
                    .map(event -> event.get(KEY_ID))
                    .into(new ArrayList<>());
            found = keys.size();
            if (found > 0) {
                collections.events().deleteMany(in(KEY_ID, keys));
            }
            forgotten += found;
        }
        return forgotten;
    }

    int forgetTenant(String tenant, int limit) {
        trail.moveAll();
        marks.find(tenant).map(TenantMark::bare).ifPresent(marks::change);
        int removed = 0;
        List<BsonDocument> events = new ArrayList<>();
        try (MongoCursor<BsonDocument> cursor = collections
                .events()
                .find(eq(TENANT, new BsonString(tenant)))
                .sort(Sorts.ascending(TENANT, KEY_ID))
                .projection(Projections.include(KEY_ID))
                .batchSize(Usage.CHUNK)
                .cursor()) {
            while (removed < limit && cursor.hasNext()) {
                events.add(cursor.next());
                if (events.size() == Usage.CHUNK || !cursor.hasNext()) {
                    removed += removeWithoutKey(tenant, events, limit - removed);
                    events.clear();
                }
            }
        }
        return removed;
    }

    private int removeWithoutKey(String tenant, List<BsonDocument> events, int limit) {
        Set<UUID> stored = usage.existing(events.stream()
                .map(event -> Values.uuid(event, KEY_ID))
                .distinct()
                .toList());
        stored.remove(TenantMark.id(tenant));
        List<BsonValue> gone = events.stream()
                .filter(event -> !stored.contains(Values.uuid(event, KEY_ID)))
                .limit(limit)
                .map(event -> event.get(ID))
                .toList();
        return gone.isEmpty()
                ? 0
                : (int) collections.events().deleteMany(in(ID, gone)).getDeletedCount();
    }

    int replaceUser(Pseudonym pseudonym) {
        trail.moveAll();
        marks.replace(pseudonym);
        BsonString user = new BsonString(pseudonym.user());
        Bson concerned =
                or(Actors.is(ACTOR, pseudonym.user()), eq(CHANGES + ".before", user), eq(CHANGES + ".after", user));
        List<BsonDocument> found =
                collections.events().find(concerned).limit(pseudonym.limit()).into(new ArrayList<>());
        for (BsonDocument document : found) {
            AuditEvent event = AuditTrail.event(Values.uuid(document, KEY_ID), document);
            BsonDocument replaced = AuditTrail.document(pseudonym.in(event));
            Bson update = Updates.set(ACTOR, replaced.get(ACTOR));
            collections
                    .events()
                    .updateOne(
                            eq(ID, document.get(ID)),
                            replaced.containsKey(CHANGES)
                                    ? Updates.combine(update, Updates.set(CHANGES, replaced.get(CHANGES)))
                                    : update);
        }
        return found.size();
    }
}
