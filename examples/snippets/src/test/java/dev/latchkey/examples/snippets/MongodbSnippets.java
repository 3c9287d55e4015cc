package dev.latchkey.examples.snippets;

import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.latchkey.adapter.mongo.MongoAuditSink;
import dev.latchkey.adapter.mongo.MongoChangeFeed;
import dev.latchkey.adapter.mongo.MongoIndexes;
import dev.latchkey.adapter.mongo.MongoKeyStore;
import dev.latchkey.adapter.mongo.MongoRateLimiter;
import dev.latchkey.ports.AuditSink;
import dev.latchkey.ports.ChangeFeed;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.RateLimiter;
import java.time.Clock;

/** The snippet of the page about MongoDB, to the letter. */
final class MongodbSnippets {
    private MongodbSnippets() {}

    // spotless:off
    static Object[] mongodb() {
        // snippet: mongodb
        MongoDatabase database = MongoClients.create("mongodb://localhost").getDatabase("keys");
        MongoIndexes.ensure(database);                       // once, by a user that may create indexes
        KeyStore store = MongoKeyStore.on(database);         // says what is missing if something is
        AuditSink sink = MongoAuditSink.on(database);
        RateLimiter limiter = MongoRateLimiter.on(database, Clock.systemUTC());
        ChangeFeed feed = MongoChangeFeed.on(database);      // replica sets and sharded clusters only
        // end
        return new Object[] {store, sink, limiter, feed};
    }
    // spotless:on
}
