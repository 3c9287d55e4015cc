package dev.latchkey.adapter.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.or;
import static dev.latchkey.adapter.mongo.KeyDocuments.ID;
import static dev.latchkey.adapter.mongo.KeyDocuments.PENDING;
import static dev.latchkey.adapter.mongo.KeyDocuments.TENANT;
import static dev.latchkey.adapter.mongo.KeyDocuments.VERSION;

import com.mongodb.MongoException;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.Page;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit, in two places: an event is written with its change into the key's document, then copied to a collection of its own, then taken out of the document. Whoever
 * comes upon an event that was left in a document finishes what was begun; doing so twice, or by two nodes at once, changes nothing.
 *
 * <p>Events of a key are copied in the order of their versions, so what is in the collection has no gap. A reader looks into the documents first and the collection after: an
 * event on its way is then seen in one or in both, never in neither.
 */
final class AuditTrail {
    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

    private static final String KEY_ID = "keyId";
    private static final String AT = "at";

    private final Layout layout;

    AuditTrail(Layout layout) {
        this.layout = layout;
    }

    /** How an event looks inside the document of its key. */
    static BsonDocument document(AuditEvent event) {
        Actor actor = event.actor();
        return new BsonDocument(VERSION, new BsonInt64(event.version()))
                .append(TENANT, new BsonString(event.tenant()))
                .append(AT, Values.date(event.at()))
                .append("action", new BsonString(event.action().name()))
                .append(
                        "actor",
                        new BsonDocument("kind", new BsonString(actor.kind().name()))
                                .append("id", new BsonString(actor.id())))
                .append("detail", new BsonString(event.detail()));
    }

    private static AuditEvent event(UUID keyId, BsonDocument document) {
        BsonDocument actor = document.getDocument("actor");
        return new AuditEvent(
                keyId,
                Values.number(document, VERSION),
                Values.text(document, TENANT),
                Values.instant(document, AT),
                AuditAction.of(Values.text(document, "action")),
                new Actor(Actor.Kind.of(Values.text(actor, "kind")), Values.text(actor, "id")),
                Values.text(document, "detail"));
    }

    /** Copies what is pending in a key's document, and takes it out. */
    void copy(BsonDocument key) {
        UUID keyId = Values.uuid(key, ID);
        List<BsonDocument> pending = Values.documents(key, PENDING);
        for (BsonDocument event : pending) {
            copy(keyId, event);
        }
        if (!pending.isEmpty()) {
            // Pushed in the order of versions, so the last is the highest; what was pushed since stays.
            BsonDocument copied = new BsonDocument(
                    VERSION,
                    new BsonDocument("$lte", pending.get(pending.size() - 1).getNumber(VERSION)));
            layout.keys().updateOne(eq(ID, key.get(ID)), Updates.pull(PENDING, copied));
        }
    }

    private void copy(UUID keyId, BsonDocument event) {
        BsonDocument copy = new BsonDocument(
                        ID,
                        new BsonString(keyId + ":" + event.getNumber(VERSION).longValue()))
                .append(KEY_ID, Values.uuid(keyId));
        copy.putAll(event);
        try {
            layout.events().insertOne(copy);
        } catch (MongoException e) {
            boolean isThere = Calls.isDuplicate(e)
                    && layout.events().find(eq(ID, copy.get(ID))).first() != null;
            if (!isThere) {
                throw e;
            }
        }
    }

    /** The same after a change was made, or on the way of a reader: what fails now is done by whoever comes next. */
    void copyIfPossible(BsonDocument key) {
        try {
            copy(key);
        } catch (MongoException e) {
            LOG.warn(
                    "Audit events stay in the document of key {} until somebody can move them",
                    Values.uuid(key, ID),
                    e);
        }
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
        for (BsonDocument copied : layout.events()
                .find(filter(query))
                .sort(Sorts.descending(AT, KEY_ID, VERSION))
                .limit(query.limit() + 1)
                .batchSize(query.limit() + 2)) {
            found.add(event(Values.uuid(copied, KEY_ID), copied));
        }
        keys.forEach(this::copyIfPossible);
        return Page.of(List.copyOf(found), query.limit());
    }

    private List<BsonDocument> keysWithPending(AuditQuery query) {
        Bson ofTenant = eq(PENDING + "." + TENANT, new BsonString(query.tenant()));
        Bson filter = query.keyId() == null ? ofTenant : and(eq(ID, Values.uuid(query.keyId())), ofTenant);
        return layout.keys()
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
