package dev.latchkey.adapter.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.or;
import static dev.latchkey.adapter.mongo.KeyDocuments.ID;

import com.mongodb.MongoException;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import dev.latchkey.core.RepeatedWarning;
import dev.latchkey.core.key.Actor;
import dev.latchkey.ports.Pseudonym;
import dev.latchkey.ports.query.AccessEvent;
import dev.latchkey.ports.query.AccessQuery;
import dev.latchkey.ports.query.Page;
import dev.latchkey.ports.query.TimelineEntry.Access;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Access events, in two places: those of a call are written together as one document, a batch, because one document is
 * what MongoDB writes wholly or not at all. Then each is copied to a document of its own, and the batch is removed. A
 * node that finds a batch finishes what was begun. Doing so twice, or by two nodes at the same time, changes nothing,
 * because the id of an event is that of its batch and its index there.
 *
 * <p>A reader looks at the batches first and at the events after: an event on its way is then seen in one or in both,
 * never in neither.
 */
final class AccessTrail {
    private static final Logger LOG = LoggerFactory.getLogger(AccessTrail.class);

    private static final String TENANT = "tenant";
    private static final String KEY_ID = "keyId";
    private static final String AT = "at";
    private static final String ADDRESS = "address";
    private static final String ACTOR = "actor";

    /** The time of the latest event of a batch. */
    private static final String UNTIL = "until";

    private static final String EVENTS = "events";

    private final Collections collections;
    private final RepeatedWarning unmoved = new RepeatedWarning(LOG::warn, LOG::debug);

    AccessTrail(Collections collections) {
        this.collections = collections;
    }

    void record(List<AccessEvent> events) {
        events.stream().map(AccessEvent::at).max(Comparator.naturalOrder()).ifPresent(until -> {
            BsonDocument batch = batch(events, until);
            collections.accessBatches().insertOne(batch);
            moveIfPossible(batch);
        });
    }

    static BsonDocument batch(List<AccessEvent> events, Instant until) {
        return new BsonDocument(ID, new BsonObjectId())
                .append(UNTIL, Values.date(until))
                .append(
                        EVENTS,
                        new BsonArray(events.stream().map(AccessTrail::document).toList()));
    }

    private static BsonDocument document(AccessEvent event) {
        BsonDocument document = new BsonDocument(AT, Values.date(event.at()))
                .append("kind", new BsonString(event.kind().name()))
                .append("reason", new BsonString(event.reason()));
        Values.append(document, TENANT, event.tenant());
        if (event.keyId() != null) {
            document.append(KEY_ID, Values.uuid(event.keyId()));
        }
        Values.append(document, ADDRESS, event.address());
        Actors.append(document, ACTOR, event.actor());
        return document.append("count", new BsonInt64(event.count()));
    }

    private static Access access(BsonDocument document) {
        Actor actor = Actors.actorOrNull(document, ACTOR);
        AccessEvent event = new AccessEvent(
                Values.instant(document, AT),
                AccessEvent.Kind.of(Values.text(document, "kind")),
                Values.text(document, "reason"),
                Values.textOrNull(document, TENANT),
                Values.present(document, KEY_ID) ? Values.uuid(document, KEY_ID) : null,
                Values.textOrNull(document, ADDRESS),
                actor,
                Values.number(document, "count"));
        return new Access(Values.uuid(document, ID), event);
    }

    /** Returns the documents of the events of a batch. */
    static List<BsonDocument> events(BsonDocument batch) {
        byte[] id = batch.getObjectId(ID).getValue().toByteArray();
        List<BsonDocument> events = new ArrayList<>();
        for (BsonDocument event : Values.documents(batch, EVENTS)) {
            ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES)
                    .put(id)
                    .putInt(events.size())
                    .flip();
            BsonDocument document = new BsonDocument(ID, Values.uuid(new UUID(bytes.getLong(), bytes.getLong())));
            document.putAll(event);
            events.add(document);
        }
        return events;
    }

    /** Copies the events of a batch and removes it. If that fails, the next reader does it. */
    private void moveIfPossible(BsonDocument batch) {
        try {
            move(batch);
        } catch (MongoException e) {
            unmoved.log("Access events could not be moved and remain in batch " + batch.get(ID), e);
        }
    }

    private void move(BsonDocument batch) {
        // Where one node moves while another removes, an event that was just removed may be copied again, until it is
        // removed with the others of its age.
        DriverCalls.insertAbsent(collections.accessEvents(), events(batch));
        collections.accessBatches().deleteOne(eq(ID, batch.get(ID)));
    }

    /** Lists events from both places. */
    Page<Access> page(AccessQuery query) {
        TreeSet<Access> found = new TreeSet<>(Comparator.comparing(AccessQuery.Position::of));
        for (BsonDocument batch : collections.accessBatches().find().sort(Sorts.ascending(ID))) {
            events(batch).stream()
                    .map(AccessTrail::access)
                    .filter(access -> matches(query, access))
                    .forEach(found::add);
            while (found.size() > query.limit() + 1) {
                found.pollLast();
            }
            moveIfPossible(batch);
        }
        collections
                .accessEvents()
                .find(filter(query))
                .sort(Sorts.descending(AT, ID))
                .limit(query.limit() + 1)
                .batchSize(query.limit() + 2)
                .forEach(document -> found.add(access(document)));
        return Page.of(List.copyOf(found), query.limit());
    }

    private static boolean matches(AccessQuery query, Access access) {
        boolean follows = query.after() == null || query.after().compareTo(AccessQuery.Position.of(access)) < 0;
        return follows
                && query.tenant().equals(access.event().tenant())
                && (query.keyId() == null || query.keyId().equals(access.event().keyId()));
    }

    private static Bson filter(AccessQuery query) {
        List<Bson> all = new ArrayList<>();
        all.add(eq(TENANT, new BsonString(query.tenant())));
        if (query.keyId() != null) {
            all.add(eq(KEY_ID, Values.uuid(query.keyId())));
        }
        AccessQuery.Position after = query.after();
        if (after != null) {
            BsonValue at = Values.date(after.at());
            all.add(lte(AT, at));
            all.add(or(lt(AT, at), lt(ID, Values.uuid(after.id()))));
        }
        return and(all);
    }

    int forget(Instant before, int limit) {
        moveAll();
        return MongoKeyHistory.remove(
                collections.accessEvents(), lt(AT, Values.date(before)), Sorts.ascending(AT), limit);
    }

    int forgetTenant(String tenant, int limit) {
        moveAll();
        Bson ofTenant = eq(TENANT, new BsonString(tenant));
        return MongoKeyHistory.remove(collections.accessEvents(), ofTenant, Sorts.ascending(TENANT), limit);
    }

    int replaceUser(Pseudonym pseudonym) {
        moveAll();
        List<BsonDocument> found = collections
                .accessEvents()
                .find(Actors.is(ACTOR, pseudonym.user()))
                .limit(pseudonym.limit())
                .into(new ArrayList<>());
        for (BsonDocument document : found) {
            BsonDocument replaced = document(pseudonym.in(access(document).event()));
            collections
                    .accessEvents()
                    .updateOne(
                            eq(ID, document.get(ID)),
                            Updates.combine(Updates.set(ACTOR, replaced.get(ACTOR)), Updates.unset(ADDRESS)));
        }
        return found.size();
    }

    private void moveAll() {
        collections.accessBatches().find().sort(Sorts.ascending(ID)).forEach(this::move);
    }
}
