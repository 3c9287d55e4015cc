package dev.latchkey.adapter.mongo;

import com.mongodb.MongoCommandException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.latchkey.ports.StoreException;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.codecs.BsonValueCodecProvider;
import org.bson.codecs.ValueCodecProvider;
import org.bson.codecs.configuration.CodecRegistries;

/**
 * The collections, with what the contract needs of them whatever the host's client is set to: read from the primary
 * what a majority has, and written to a majority's journals, or to that of the one server there is. Documents are read
 * and written as BSON, so the host's codecs and its UUID representation do not count. Of the host's settings the
 * time-outs hold.
 */
final class Collections {
    /** What names begin with by default. */
    static final String PREFIX = "latchkey_";

    private final String prefix;
    private final MongoDatabase database;
    private final MongoCollection<BsonDocument> keys;
    private final MongoCollection<BsonDocument> droppedHandles;
    private final MongoCollection<BsonDocument> events;
    private final MongoCollection<BsonDocument> usage;
    private final MongoCollection<BsonDocument> usageDays;
    private final MongoCollection<BsonDocument> accessBatches;
    private final MongoCollection<BsonDocument> accessEvents;
    private final MongoCollection<BsonDocument> buckets;

    private Collections(MongoDatabase hosts, String prefix, WriteConcern durable) {
        Integer timeout = hosts.getWriteConcern().getWTimeout(TimeUnit.MILLISECONDS);
        this.prefix = prefix;
        this.database = hosts.withReadPreference(ReadPreference.primary())
                .withReadConcern(ReadConcern.MAJORITY)
                .withWriteConcern(timeout == null ? durable : durable.withWTimeout(timeout, TimeUnit.MILLISECONDS))
                .withCodecRegistry(
                        CodecRegistries.fromProviders(new BsonValueCodecProvider(), new ValueCodecProvider()));
        this.keys = collection("key");
        this.droppedHandles = collection("handle");
        this.events = collection("audit");
        this.usage = collection("usage");
        this.usageDays = collection("usage_day");
        this.accessBatches = collection("access_event");
        this.accessEvents = collection("access");
        this.buckets = collection("bucket").withWriteConcern(WriteConcern.W1).withReadConcern(ReadConcern.LOCAL);
    }

    /**
     * Asks what kind of server it is.
     *
     * @throws StoreException when it cannot be reached, or the driver is too old
     */
    static Collections of(MongoDatabase hosts, String prefix) {
        DriverCalls.checkDriver(MongoCollection.class);
        WriteConcern durable = DriverCalls.call("ask the server what it is", () -> durable(hosts));
        return new Collections(hosts, prefix, durable);
    }

    /**
     * A server on its own takes "majority" for granted and answers before its journal is written: of what it
     * acknowledged, some is gone when it is killed. It has to be told to wait for the journal of one, which is all
     * there are.
     */
    private static WriteConcern durable(MongoDatabase hosts) {
        WriteConcern majority = WriteConcern.MAJORITY.withJournal(true);
        try {
            BsonDocument hello = hosts.runCommand(
                    new BsonDocument("hello", new BsonInt32(1)), ReadPreference.primary(), BsonDocument.class);
            boolean alone = !hello.containsKey("setName") && !hello.containsKey("msg");
            return alone ? WriteConcern.W1.withJournal(true) : majority;
        } catch (MongoCommandException e) {
            // Too old, or no MongoDB, to know the command.
            return majority;
        }
    }

    private MongoCollection<BsonDocument> collection(String name) {
        return database.getCollection(prefix + name, BsonDocument.class);
    }

    /** A document for each key, with its secrets and those of its audit events that are not copied yet. */
    MongoCollection<BsonDocument> keys() {
        return keys;
    }

    /** A document for each handle that a key no longer carries. */
    MongoCollection<BsonDocument> droppedHandles() {
        return droppedHandles;
    }

    /** A document for each audit event that is copied. */
    MongoCollection<BsonDocument> events() {
        return events;
    }

    /** A document for each key that was used. */
    MongoCollection<BsonDocument> usage() {
        return usage;
    }

    /** A document for each key and UTC day on which it was used. */
    MongoCollection<BsonDocument> usageDays() {
        return usageDays;
    }

    /** A document for each batch of access events that are not moved yet. */
    MongoCollection<BsonDocument> accessBatches() {
        return accessBatches;
    }

    /** A document for each access event. */
    MongoCollection<BsonDocument> accessEvents() {
        return accessEvents;
    }

    /**
     * A document for each token bucket. Neither read nor written by majority: each request waits for it, and a lost
     * token harms nobody.
     */
    MongoCollection<BsonDocument> buckets() {
        return buckets;
    }
}
