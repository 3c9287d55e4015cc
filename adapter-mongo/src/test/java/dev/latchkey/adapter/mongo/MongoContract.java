package dev.latchkey.adapter.mongo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.latchkey.adapter.mongo.Servers.Clients;
import dev.latchkey.contract.keystore.KeyStoreContract;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.ports.KeyStore;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/** All that must hold on one server. Each test has an empty database. */
@ExtendWith(Acting.class)
abstract class MongoContract extends KeyStoreContract {
    MongoDatabase database;
    private boolean isSpoiled;

    abstract Clients clients();

    MongoDatabase elsewhere() {
        return clients().elsewhere(database);
    }

    @BeforeEach
    void begin() {
        database = clients().emptyDatabase();
    }

    /** Says that a test changes indexes or collections, so that no other test may have its database. */
    void spoil() {
        isSpoiled = true;
    }

    @AfterEach
    void discardWhatIsSpoiled() {
        if (isSpoiled) {
            clients().discard();
        }
    }

    abstract KeyStore open(MongoDatabase where);

    @Override
    protected KeyStore store() {
        return open(Acting.asApplication(database));
    }

    @Override
    protected KeyStore another(KeyStore store) {
        return open(Acting.asApplication(elsewhere()));
    }

    @Override
    protected boolean rewrite(KeyStore store, ApiKey key, String text, String newer) {
        MongoCollection<BsonDocument> keys = database.getCollection("latchkey_key", BsonDocument.class);
        MongoCollection<BsonDocument> events = database.getCollection("latchkey_audit", BsonDocument.class);
        rewrite(keys, Filters.eq("_id", Values.uuid(key.id())), text, newer);
        rewrite(events, Filters.eq("keyId", Values.uuid(key.id())), text, newer);
        return true;
    }

    /** MongoDB writes the other documents of the same command. */
    @Override
    protected Runnable breakUses(KeyStore store, ApiKey key) {
        MongoCollection<BsonDocument> usage = database.getCollection("latchkey_usage", BsonDocument.class);
        Bson broken = Filters.eq("_id", Values.uuid(key.id()));
        usage.insertOne(new BsonDocument("_id", Values.uuid(key.id())).append("uses", new BsonString("no number")));
        return () -> usage.deleteOne(broken);
    }

    private static void rewrite(MongoCollection<BsonDocument> where, Bson filter, String text, String newer) {
        for (BsonDocument document : where.find(filter)) {
            BsonDocument rewritten = BsonDocument.parse(document.toJson().replace('"' + text + '"', '"' + newer + '"'));
            where.replaceOne(Filters.eq("_id", document.get("_id")), rewritten);
        }
    }

    @Nested
    class Documents extends DocumentRules {
        @Override
        MongoContract contract() {
            return MongoContract.this;
        }
    }

    @Nested
    class MovingEvents extends TrailRules {
        @Override
        MongoContract contract() {
            return MongoContract.this;
        }
    }

    @Nested
    class Runbooks extends RunbookRules {
        @Override
        MongoContract contract() {
            return MongoContract.this;
        }
    }

    @Nested
    class Indexes extends IndexRules {
        @Override
        MongoContract contract() {
            return MongoContract.this;
        }
    }
}
