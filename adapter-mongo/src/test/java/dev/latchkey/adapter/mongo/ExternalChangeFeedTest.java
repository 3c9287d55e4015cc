package dev.latchkey.adapter.mongo;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.mongodb.client.MongoDatabase;
import dev.latchkey.contract.ChangeFeedContract;
import dev.latchkey.ports.ChangeFeed;
import dev.latchkey.ports.KeyStore;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

class ExternalChangeFeedTest extends ChangeFeedContract {
    private final MongoDatabase database = Servers.external().newDatabase();

    @BeforeAll
    static void isThere() {
        Document hello = Servers.external().one().getDatabase("admin").runCommand(new Document("hello", 1));
        boolean hasStreams = hello.containsKey("setName") || "isdbgrid".equals(hello.getString("msg"));
        assumeTrue(hasStreams, "MONGODB_URI is a standalone server, which has no change streams");
    }

    @Override
    protected KeyStore store() {
        return MongoKeyStore.on(database);
    }

    @Override
    protected ChangeFeed feed(KeyStore changing) {
        return MongoChangeFeed.on(Servers.external().other().getDatabase(database.getName()));
    }

    @AfterEach
    void drop() {
        database.drop();
    }
}
