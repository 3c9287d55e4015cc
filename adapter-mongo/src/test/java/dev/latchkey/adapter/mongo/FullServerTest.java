package dev.latchkey.adapter.mongo;

import com.mongodb.client.MongoDatabase;
import dev.latchkey.adapter.mongo.Servers.Clients;
import dev.latchkey.contract.feed.ChangeFeedContract;
import dev.latchkey.ports.ChangeFeed;
import dev.latchkey.ports.KeyStore;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Everything, on a server of the reader's. */
@Tag("full-server")
@EnabledIfEnvironmentVariable(
        named = Servers.VARIABLE,
        matches = ".+",
        disabledReason = "Tests on a full MongoDB server: MONGODB_URI names none (see docs/mongodb.md)")
@Tag("extended")
class FullServerTest {
    @AfterAll
    static void drop() {
        Servers.full().discard();
    }

    @Nested
    class Store extends RealEngineContract {
        @Override
        Clients clients() {
            return Servers.full();
        }

        @Override
        KeyStore open(MongoDatabase where) {
            return MongoKeyStore.on(where);
        }
    }

    @Nested
    @EnabledIf(
            value = "dev.latchkey.adapter.mongo.FullServerTest#hasChangeStreams",
            disabledReason = "The change feed's contract: MONGODB_URI names a standalone server")
    class Feed extends ChangeFeedContract {
        private final MongoDatabase database = Servers.full().emptyDatabase();

        @Override
        protected KeyStore store() {
            return MongoKeyStore.on(database);
        }

        @Override
        protected ChangeFeed feed(KeyStore changing) {
            return MongoChangeFeed.on(Servers.full().elsewhere(database));
        }

        @Override
        protected boolean isOfSubscription(Thread thread) {
            return thread.getName().startsWith("latchkey");
        }
    }

    static boolean hasChangeStreams() {
        Document hello = Servers.full().one().getDatabase("admin").runCommand(new Document("hello", 1));
        return hello.containsKey("setName") || "isdbgrid".equals(hello.getString("msg"));
    }
}
