package dev.latchkey.adapter.mongo;

import static com.mongodb.client.model.Filters.eq;
import static dev.latchkey.adapter.mongo.KeyDocuments.HANDLES;
import static dev.latchkey.adapter.mongo.KeyDocuments.ID;
import static dev.latchkey.adapter.mongo.KeyDocuments.PENDING;

import com.mongodb.MongoException;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReturnDocument;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.StoreException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Writes keys: new ones, and next versions. Each is one conditional write of one document, with its event. */
final class KeyWrites {
    private static final int TRIES = 10;

    private final Collections collections;
    private final Handles handles;
    private final AuditTrail trail;
    private final Usage usage;
    private final TenantMarks marks;

    KeyWrites(Collections collections, Handles handles, AuditTrail trail, Usage usage, TenantMarks marks) {
        this.collections = collections;
        this.handles = handles;
        this.trail = trail;
        this.usage = usage;
        this.marks = marks;
    }

    Insertion insert(ApiKey key, AuditEvent event) {
        BsonDocument document = KeyDocuments.document(key, List.of(AuditTrail.document(event)));
        if (marks.isEnded(key.tenant())) {
            return Insertion.TENANT_ENDED;
        }
        if (handles.areTaken(KeyDocuments.handles(key))) {
            return Insertion.HANDLE_TAKEN;
        }
        for (int tries = 1; ; tries++) {
            try {
                collections.keys().insertOne(document);
                trail.moveIfPossible(document);
                return Insertion.INSERTED;
            } catch (MongoException e) {
                if (!DriverCalls.isDuplicate(e)) {
                    throw e;
                }
                Optional<Insertion> obstacle = obstacle(key);
                if (obstacle.isPresent()) {
                    return obstacle.get();
                }
                // What was in the way has gone meanwhile.
                if (tries == TRIES) {
                    throw e;
                }
            }
        }
    }

    /**
     * Looks for what a unique index refused, instead of reading it from the server's message, whose wording is no
     * interface.
     */
    private Optional<Insertion> obstacle(ApiKey key) {
        if (isThere(eq(ID, Values.uuid(key.id())))) {
            throw new StoreException("A key with this id exists already: " + key.id(), null);
        }
        if (handles.areTaken(KeyDocuments.handles(key))) {
            return Optional.of(Insertion.HANDLE_TAKEN);
        }
        return isThere(KeyFilters.rivals(key)) ? Optional.of(Insertion.SLOT_TAKEN) : Optional.empty();
    }

    private boolean isThere(Bson filter) {
        return collections
                        .keys()
                        .find(filter)
                        .projection(Projections.include(ID))
                        .first()
                != null;
    }

    Replacement replace(ApiKey next, AuditEvent event) {
        Bson previous = KeyFilters.version(next.id(), next.version() - 1);
        BsonDocument update = KeyDocuments.update(next, AuditTrail.document(event));
        if (isUpdated(KeyFilters.carriesExactly(previous, KeyDocuments.handles(next)), update)) {
            return Replacement.REPLACED;
        }
        // Another version is there, or the change brings a handle.
        return replace(previous, next, update);
    }

    /** Writes a version over another one, whatever handles it brings and drops. */
    Replacement replace(Bson previous, ApiKey next, BsonDocument update) {
        @Nullable BsonDocument found = collections
                .keys()
                .find(previous)
                .projection(Projections.include(HANDLES))
                .first();
        return found == null ? Replacement.STALE : replaceSecrets(found, next, previous, update);
    }

    private Replacement replaceSecrets(BsonDocument found, ApiKey next, Bson previous, BsonDocument update) {
        Set<String> fresh = KeyDocuments.handles(next);
        fresh.removeAll(KeyDocuments.handles(found));
        if (handles.areTaken(fresh)) {
            return Replacement.HANDLE_TAKEN;
        }
        Set<String> dropped = KeyDocuments.handles(found);
        dropped.removeAll(KeyDocuments.handles(next));
        handles.remember(dropped.stream()
                .map(handle -> Handles.document(found.getBinary(ID), handle))
                .toList());
        try {
            if (!isUpdated(previous, update)) {
                return Replacement.STALE;
            }
            usage.forgetSecrets(next.id(), dropped);
            return Replacement.REPLACED;
        } catch (MongoException e) {
            if (DriverCalls.isDuplicate(e)) {
                return Replacement.HANDLE_TAKEN;
            }
            throw e;
        }
    }

    private boolean isUpdated(Bson filter, BsonDocument update) {
        BsonDocument updated = collections
                .keys()
                .findOneAndUpdate(
                        filter,
                        update,
                        new FindOneAndUpdateOptions()
                                .projection(Projections.include(PENDING))
                                .returnDocument(ReturnDocument.AFTER));
        if (updated == null) {
            return false;
        }
        trail.moveIfPossible(updated);
        return true;
    }
}
