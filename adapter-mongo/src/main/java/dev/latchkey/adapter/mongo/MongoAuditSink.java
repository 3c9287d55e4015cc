package dev.latchkey.adapter.mongo;

import com.mongodb.client.MongoDatabase;
import dev.latchkey.ports.AccessEvent;
import dev.latchkey.ports.AuditSink;
import dev.latchkey.ports.StoreException;
import java.util.Comparator;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;

/**
 * Keeps access events in the collection {@code latchkey_access_event}: each call one document with all of its events in
 * the array {@code events}, because one document is what MongoDB writes wholly or not at all. {@code until} is the time
 * of the latest. Reading them is the host's, and so is removing old ones, for example by a TTL index on {@code until}.
 * A call's events must fit into the 16 MB of a document, which is some fifty thousand of them. Needs no index of its
 * own. Immutable, safe for use by several threads.
 */
public final class MongoAuditSink implements AuditSink {
    private final Collections collections;

    private MongoAuditSink(Collections collections) {
        this.collections = collections;
    }

    /**
     * A sink into {@code latchkey_access_event}.
     *
     * @param database the host's database
     * @return the sink
     * @throws StoreException when the database cannot be reached
     */
    public static MongoAuditSink on(MongoDatabase database) {
        return on(database, Collections.PREFIX);
    }

    /**
     * A sink into a collection of the host's naming.
     *
     * @param database the host's database
     * @param prefix what the names of the collections begin with; {@code access_event} follows
     * @return the sink
     * @throws StoreException when the database cannot be reached
     */
    public static MongoAuditSink on(MongoDatabase database, String prefix) {
        return new MongoAuditSink(Collections.of(database, prefix));
    }

    @Override
    public void record(List<AccessEvent> events) {
        events.stream().map(AccessEvent::at).max(Comparator.naturalOrder()).ifPresent(until -> {
            BsonDocument batch = new BsonDocument("until", Values.date(until))
                    .append(
                            "events",
                            new BsonArray(events.stream()
                                    .map(MongoAuditSink::document)
                                    .toList()));
            DriverCalls.call(
                    "record " + events.size() + " access events",
                    () -> collections.accessEvents().insertOne(batch));
        });
    }

    private static BsonDocument document(AccessEvent event) {
        BsonDocument document = new BsonDocument("at", Values.date(event.at()))
                .append("kind", new BsonString(event.kind().name()))
                .append("reason", new BsonString(event.reason()));
        Values.append(document, "tenant", event.tenant());
        if (event.keyId() != null) {
            document.append("keyId", Values.uuid(event.keyId()));
        }
        Values.append(document, "address", event.address());
        if (event.actor() != null) {
            document.append("actor", Actors.document(event.actor()));
        }
        return document.append("count", new BsonInt64(event.count()));
    }
}
