package dev.latchkey.adapter.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.or;
import static dev.latchkey.adapter.mongo.KeyDocuments.ID;
import static dev.latchkey.adapter.mongo.KeyDocuments.PENDING;
import static dev.latchkey.adapter.mongo.KeyDocuments.TENANT;
import static dev.latchkey.adapter.mongo.KeyDocuments.VERSION;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import dev.latchkey.core.RepeatedWarning;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.MemberChange;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.Page;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit, in two places: an event is written with its change into the key's document, then copied to a collection of
 * its own, then taken out of the document. A node that finds an event that was left in a document finishes what was
 * begun. Doing so twice, or by two nodes at the same time, changes nothing.
 *
 * <p>A reader looks into the documents first and the collection after: an event on its way is then seen in one or in
 * both, never in neither.
 */
final class AuditTrail {
    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

    static final String KEY_ID = "keyId";
    static final String AT = "at";
    static final String ACTOR = "actor";
    static final String CHANGES = "changes";

    private final Collections collections;
    private final RepeatedWarning unmoved = new RepeatedWarning(LOG::warn, LOG::debug);

    AuditTrail(Collections collections) {
        this.collections = collections;
    }

    /** How an event looks inside the document of its key. */
    static BsonDocument document(AuditEvent event) {
        BsonDocument document = new BsonDocument(VERSION, new BsonInt64(event.version()))
                .append(TENANT, new BsonString(event.tenant()))
                .append(AT, Values.date(event.at()))
                .append("action", new BsonString(event.action().name()))
                .append(ACTOR, Actors.document(event.actor()))
                .append("detail", new BsonString(event.detail()));
        if (!event.changes().isEmpty()) {
            document.append(
                    CHANGES,
                    new BsonArray(
                            event.changes().stream().map(AuditTrail::document).toList()));
        }
        return document;
    }

    private static BsonDocument document(MemberChange change) {
        BsonDocument document = new BsonDocument("member", new BsonString(change.member()));
        Values.append(document, "before", change.before());
        Values.append(document, "after", change.after());
        return document;
    }

    static AuditEvent event(UUID keyId, BsonDocument document) {
        return new AuditEvent(
                keyId,
                Values.number(document, VERSION),
                Values.text(document, TENANT),
                Values.instant(document, AT),
                AuditAction.of(Values.text(document, "action")),
                Actors.actor(document.getDocument(ACTOR)),
                Values.text(document, "detail"),
                Values.documents(document, CHANGES).stream()
                        .map(change -> new MemberChange(
                                Values.text(change, "member"),
                                Values.textOrNull(change, "before"),
                                Values.textOrNull(change, "after")))
                        .toList());
    }

    /** Copies what is pending in a key's document, and takes it out. */
    private void move(BsonDocument key) {
        List<BsonDocument> pending = Values.documents(key, PENDING);
        copy(List.of(key));
        if (!pending.isEmpty()) {
            // Pushed in the order of versions, so the last is the highest; what was pushed since stays.
            BsonDocument copied = new BsonDocument(
                    VERSION,
                    new BsonDocument("$lte", pending.get(pending.size() - 1).getNumber(VERSION)));
            collections.keys().updateOne(eq(ID, key.get(ID)), Updates.pull(PENDING, copied));
        }
    }

    /** Copies what is pending in the documents of some keys, and leaves it there. */
    void copy(List<BsonDocument> keys) {
        List<BsonDocument> copies = keys.stream()
                .flatMap(key -> Values.documents(key, PENDING).stream().map(event -> copy(Values.uuid(key, ID), event)))
                .toList();
        if (copies.isEmpty()) {
            return;
        }
        try {
            collections.events().insertMany(copies, new InsertManyOptions().ordered(false));
        } catch (MongoBulkWriteException e) {
            if (!DriverCalls.areDuplicates(e)) {
                throw e;
            }
            copyBeside(copies, e);
        }
    }

    /**
     * Copies events whose ids were refused. An id is that of the same event, which is there already, or that of another
     * one with the same number: the key was restored from a backup that is older than its events. Then the time of the
     * event makes the id another one.
     */
    private void copyBeside(List<BsonDocument> copies, MongoBulkWriteException refused) {
        Map<BsonValue, BsonValue> there = new HashMap<>();
        collections
                .events()
                .find(in(ID, copies.stream().map(copy -> copy.get(ID)).toList()))
                .projection(Projections.include(AT))
                .forEach(event -> there.put(event.get(ID), event.get(AT)));
        if (there.size() < copies.size()) {
            throw refused;
        }
        List<BsonDocument> others = copies.stream()
                .filter(copy -> !copy.getDateTime(AT).equals(there.get(copy.get(ID))))
                .toList();
        others.forEach(copy -> copy.put(
                ID,
                new BsonString(copy.getString(ID).getValue() + ":"
                        + copy.getDateTime(AT).getValue())));
        // What is there stays: an actor may have been erased in it. A role need not allow that events are updated.
        DriverCalls.insertAbsent(collections.events(), others);
    }

    /** Inserts an event of no key. Returns false when there is one of its id and version. */
    boolean insert(AuditEvent event) {
        try {
            collections.events().insertOne(copy(event.keyId(), document(event)));
            return true;
        } catch (MongoWriteException e) {
            if (DriverCalls.isDuplicate(e)) {
                return false;
            }
            throw e;
        }
    }

    /** Inserts events, and returns those of whose id and version there is one. */
    List<AuditEvent> insertUnlessThere(List<AuditEvent> events) {
        if (events.isEmpty()) {
            return List.of();
        }
        try {
            collections
                    .events()
                    .insertMany(
                            events.stream()
                                    .map(event -> copy(event.keyId(), document(event)))
                                    .toList(),
                            new InsertManyOptions().ordered(false));
            return List.of();
        } catch (MongoBulkWriteException e) {
            if (!DriverCalls.areDuplicates(e)) {
                throw e;
            }
            return e.getWriteErrors().stream()
                    .map(error -> events.get(error.getIndex()))
                    .toList();
        }
    }

    /** Returns the id of the copy of an event. */
    static BsonString id(UUID keyId, long version) {
        return new BsonString(keyId + ":" + version);
    }

    private static BsonDocument copy(UUID keyId, BsonDocument event) {
        BsonDocument copy = new BsonDocument(
                        ID, id(keyId, event.getNumber(VERSION).longValue()))
                .append(KEY_ID, Values.uuid(keyId));
        copy.putAll(event);
        return copy;
    }

    /** Moves events after a change, or on the way of a reader. If it fails, the next reader or change does it. */
    void moveIfPossible(BsonDocument key) {
        try {
            move(key);
        } catch (MongoException e) {
            unmoved.log("Audit events could not be moved and remain in the document of key " + Values.uuid(key, ID), e);
        }
    }

    /** Moves all events that wait. */
    void moveAll() {
        collections
                .keys()
                .find(gt(PENDING + "." + TENANT, new BsonString("")))
                .projection(Projections.include(PENDING))
                .forEach(this::move);
    }

    /** Lists events from both places. */
    Page<AuditEvent> page(AuditQuery query) {
        List<BsonDocument> keys = keysWithPending(query);
        TreeSet<AuditEvent> found = new TreeSet<>(Comparator.comparing(AuditQuery.Position::of));
        for (BsonDocument key : keys) {
            for (BsonDocument pending : Values.documents(key, PENDING)) {
                AuditEvent event = event(Values.uuid(key, ID), pending);
                if (matches(query, event)) {
                    found.add(event);
                }
            }
        }
        for (BsonDocument copied : collections
                .events()
                .find(filter(query))
                .sort(Sorts.descending(AT, KEY_ID, VERSION))
                .limit(query.limit() + 1)
                .batchSize(query.limit() + 2)) {
            found.add(event(Values.uuid(copied, KEY_ID), copied));
        }
        keys.forEach(this::moveIfPossible);
        return Page.of(List.copyOf(found), query.limit());
    }

    private List<BsonDocument> keysWithPending(AuditQuery query) {
        Bson ofTenant = eq(PENDING + "." + TENANT, new BsonString(query.tenant()));
        Bson filter = query.keyId() == null ? ofTenant : and(eq(ID, Values.uuid(query.keyId())), ofTenant);
        return collections
                .keys()
                .find(filter)
                .projection(Projections.include(PENDING))
                .into(new ArrayList<>());
    }

    private static boolean matches(AuditQuery query, AuditEvent event) {
        boolean follows = query.after() == null || query.after().compareTo(AuditQuery.Position.of(event)) < 0;
        return follows && event.tenant().equals(query.tenant());
    }

    private static Bson filter(AuditQuery query) {
        List<Bson> all = new ArrayList<>();
        all.add(eq(TENANT, new BsonString(query.tenant())));
        if (query.keyId() != null) {
            all.add(eq(KEY_ID, Values.uuid(query.keyId())));
        }
        AuditQuery.Position after = query.after();
        if (after != null) {
            BsonValue at = Values.date(after.at());
            BsonValue keyId = Values.uuid(after.keyId());
            all.add(lte(AT, at));
            all.add(or(
                    lt(AT, at),
                    lt(KEY_ID, keyId),
                    and(eq(KEY_ID, keyId), lt(VERSION, new BsonInt64(after.version())))));
        }
        return and(all);
    }
}
