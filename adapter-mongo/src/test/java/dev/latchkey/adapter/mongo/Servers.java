package dev.latchkey.adapter.mongo;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import dev.latchkey.mongoengine.MongoEngine;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;

/** The servers that tests run on, each started at most once and ended with this process. */
final class Servers {
    /** Two clients of one server. The second one's host has settings that would break the contract if they counted. */
    record Clients(String uri, MongoClient one, MongoClient other) {
        static Clients of(String uri) {
            MongoClientSettings careless = MongoClientSettings.builder()
                    .applyConnectionString(new ConnectionString(uri))
                    .writeConcern(WriteConcern.UNACKNOWLEDGED)
                    .readPreference(ReadPreference.secondaryPreferred())
                    .readConcern(ReadConcern.AVAILABLE)
                    .build();
            return new Clients(uri, MongoClients.create(uri), MongoClients.create(careless));
        }

        /** An empty database with indexes. Whoever asked for it drops it. */
        MongoDatabase newDatabase() {
            MongoDatabase database = one.getDatabase("latchkey_test_" + UUID.randomUUID());
            MongoIndexes.ensure(database);
            return database;
        }
    }

    private static final class JavaServer {
        static final Clients CLIENTS = start();

        private static Clients start() {
            MemoryBackend backend = new MemoryBackend();
            MongoServer server = new MongoServer(backend);
            server.enableOplog();
            return Clients.of(server.bindAndGetConnectionString() + "/?retryWrites=false");
        }
    }

    private static final class OwnEngine {
        static final MongoEngine ENGINE = MongoEngine.start();
        static final Optional<Clients> CLIENTS = ENGINE.uri().map(Clients::of);
    }

    private static final class External {
        static final Clients CLIENTS = Clients.of(System.getenv("MONGODB_URI"));
    }

    private Servers() {}

    /** A server in Java, inside this process: always there. */
    static Clients javaServer() {
        return JavaServer.CLIENTS;
    }

    /** MongoDB's own engine, where it can be had. */
    static Clients ownEngine() {
        Assumptions.assumeTrue(OwnEngine.ENGINE.available(), OwnEngine.ENGINE.problem());
        return OwnEngine.CLIENTS.orElseThrow();
    }

    /** The server that the environment names. */
    static Clients external() {
        Assumptions.assumeTrue(System.getenv("MONGODB_URI") != null, "MONGODB_URI is not set");
        return External.CLIENTS;
    }
}
