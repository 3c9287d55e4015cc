package dev.latchkey.adapter.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static dev.latchkey.adapter.mongo.KeyDocuments.DEAD_SINCE;
import static dev.latchkey.adapter.mongo.KeyDocuments.HANDLES;
import static dev.latchkey.adapter.mongo.KeyDocuments.ID;
import static dev.latchkey.adapter.mongo.KeyDocuments.PENDING;
import static dev.latchkey.adapter.mongo.KeyDocuments.PURGED;
import static dev.latchkey.adapter.mongo.KeyDocuments.TENANT;
import static dev.latchkey.adapter.mongo.KeyDocuments.VERSION;

import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import dev.latchkey.ports.Purge;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.conversions.Bson;

/**
 * The removal of dead keys. One conditional write of a key's document ends the key and keeps the event of it. What
 * follows (the copies of its events, and the removal of the document and of the usage) is repeated by the next purge if
 * it is cut short.
 */
final class Purger {
    private static final int AT_ONCE = 500;

    private final Collections collections;
    private final Handles handles;
    private final AuditTrail trail;
    private final Usage usage;

    Purger(Collections collections, Handles handles, AuditTrail trail, Usage usage) {
        this.collections = collections;
        this.handles = handles;
        this.trail = trail;
        this.usage = usage;
    }

    int purge(Purge purge) {
        int purged = 0;
        List<BsonDocument> dead = dead(purge, purge.limit());
        while (!dead.isEmpty()) {
            int removed = remove(dead, purge);
            purged += removed;
            // A read may be older than a removal by another node.
            dead = removed > 0 && purged < purge.limit() ? dead(purge, purge.limit() - purged) : List.of();
        }
        return purged;
    }

    private List<BsonDocument> dead(Purge purge, int limit) {
        return collections
                .keys()
                .find(lt(DEAD_SINCE, Values.date(purge.before())))
                .sort(Sorts.ascending(DEAD_SINCE))
                .projection(Projections.include(TENANT, VERSION, PURGED, HANDLES))
                .limit(Math.min(limit, AT_ONCE))
                .batchSize(AT_ONCE + 1)
                .into(new ArrayList<>());
    }

    /** Removes keys unless they were changed meanwhile. A key that another node removes first does not count. */
    private int remove(List<BsonDocument> dead, Purge purge) {
        handles.remember(dead.stream()
                .flatMap(key ->
                        KeyDocuments.handles(key).stream().map(handle -> Handles.document(key.getBinary(ID), handle)))
                .toList());
        end(dead.stream().filter(key -> !KeyDocuments.isPurged(key)).toList(), purge);
        List<BsonValue> ids = dead.stream().map(key -> key.get(ID)).toList();
        Bson ended = and(in(ID, ids), eq(PURGED, BsonBoolean.TRUE));
        trail.copy(collections
                .keys()
                .find(ended)
                .projection(Projections.include(PENDING))
                .batchSize(AT_ONCE + 1)
                .into(new ArrayList<>()));
        int removed = (int) collections.keys().deleteMany(ended).getDeletedCount();
        List<UUID> purged = dead.stream().map(key -> Values.uuid(key, ID)).toList();
        Set<UUID> left = usage.existing(purged);
        usage.remove(purged.stream().filter(id -> !left.contains(id)).toList());
        return removed;
    }

    private void end(List<BsonDocument> dead, Purge purge) {
        if (!dead.isEmpty()) {
            collections
                    .keys()
                    .bulkWrite(
                            dead.stream().map(key -> ending(key, purge)).toList(),
                            new BulkWriteOptions().ordered(false));
        }
    }

    private static UpdateOneModel<BsonDocument> ending(BsonDocument key, Purge purge) {
        BsonBinary id = key.getBinary(ID);
        BsonDocument event = AuditTrail.document(
                purge.event(Values.uuid(key, ID), Values.text(key, TENANT), Values.number(key, VERSION)));
        return new UpdateOneModel<>(and(eq(ID, id), eq(VERSION, key.get(VERSION))), KeyDocuments.purge(id, event));
    }
}
