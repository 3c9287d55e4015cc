package dev.latchkey.adapter.mongo;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.event.CommandListener;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.AbstractMongoBackend;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import dev.latchkey.mongoengine.MongoEngine;
import dev.latchkey.support.Relay;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** The servers that tests run on, each started at most once in a process and ended with it. */
final class Servers {
    /** Names the server of {@link #full()}. */
    static final String VARIABLE = "MONGODB_URI";

    private static final Map<String, Clients> DATABASES = new ConcurrentHashMap<>();

    /** Two clients of one server. The second one's host has settings that would break the contract if they counted. */
    static final class Clients {
        private final String uri;
        private final MongoClient one;
        private final MongoClient other;
        private @Nullable MongoDatabase lent;

        private Clients(String uri) {
            this.uri = uri;
            this.one = MongoClients.create(uri);
            this.other = MongoClients.create(MongoClientSettings.builder()
                    .applyConnectionString(new ConnectionString(uri))
                    .writeConcern(WriteConcern.UNACKNOWLEDGED)
                    .readPreference(ReadPreference.secondaryPreferred())
                    .readConcern(ReadConcern.AVAILABLE)
                    .build());
        }

        String uri() {
            return uri;
        }

        /** Makes a client whose commands are listened to. Who asks for it closes it. */
        MongoClient newClient(CommandListener listener) {
            return MongoClients.create(MongoClientSettings.builder()
                    .applyConnectionString(new ConnectionString(uri))
                    .addCommandListener(listener)
                    .build());
        }

        /** Returns the port of the server on the loopback. */
        int port() {
            return URI.create(
                            "mongodb://" + new ConnectionString(uri).getHosts().get(0))
                    .getPort();
        }

        MongoClient one() {
            return one;
        }

        /** Returns a database as the other client sees it. */
        MongoDatabase elsewhere(MongoDatabase database) {
            return other.getDatabase(database.getName());
        }

        /** Makes a new database with indexes. The test that asked for it drops it. */
        MongoDatabase newDatabase() {
            MongoDatabase database = one.getDatabase("latchkey_test_" + UUID.randomUUID());
            DATABASES.put(database.getName(), this);
            MongoIndexes.ensure(database);
            return database;
        }

        /**
         * Returns an empty database with indexes. One test after another has it. A test that changes more than data
         * ends with {@link #discard()}.
         */
        MongoDatabase emptyDatabase() {
            if (lent == null) {
                lent = newDatabase();
                return lent;
            }
            MongoDatabase database = lent.withWriteConcern(WriteConcern.MAJORITY);
            for (String name : database.listCollectionNames()) {
                database.getCollection(name).deleteMany(new Document());
            }
            return lent;
        }

        /** Drops the database that was lent: the next test has a new one. */
        void discard() {
            if (lent != null) {
                lent.drop();
                lent = null;
            }
        }
    }

    private static final class JavaServer {
        static final Clients CLIENTS = start(new MemoryBackend());
    }

    private static final class JavaServerWithOplog {
        static final Clients CLIENTS = withOplog(new MemoryBackend());
    }

    private static final class JavaReplica {
        static final Clients CLIENTS = withOplog(new ReplicaBackend());
    }

    private static final class OwnEngine {
        static final MongoEngine ENGINE = MongoEngine.start();
    }

    private static final class OwnEngineClients {
        static final Clients CLIENTS =
                new Clients(OwnEngine.ENGINE.uri().orElseThrow(() -> new AssertionError(OwnEngine.ENGINE.problem())));
    }

    private static final class Full {
        static final Clients CLIENTS = new Clients(System.getenv(VARIABLE));
    }

    private Servers() {}

    /** Returns the server that has a database of the tests. */
    static Clients having(MongoDatabase database) {
        return Objects.requireNonNull(DATABASES.get(database.getName()));
    }

    /** Returns a server in Java, inside this process: always there. */
    static Clients javaServer() {
        return JavaServer.CLIENTS;
    }

    /** Returns a server in Java with change streams, which do not name the key that was changed. */
    static Clients javaServerWithOplog() {
        return JavaServerWithOplog.CLIENTS;
    }

    /** Returns a server in Java whose change streams are like those of a replica set. */
    static Clients javaReplica() {
        return JavaReplica.CLIENTS;
    }

    /** Returns MongoDB's own engine, or why it cannot be had. */
    static MongoEngine engine() {
        return OwnEngine.ENGINE;
    }

    /** Returns clients of MongoDB's own engine, where it can be had. */
    static Clients ownEngine() {
        return OwnEngineClients.CLIENTS;
    }

    /** Returns the server that the environment names, where it names one. */
    static Clients full() {
        return Full.CLIENTS;
    }

    /**
     * Returns where a client finds a server behind a relay. The client notices soon that the server is away, or is
     * back.
     */
    static String through(Relay relay) {
        return "mongodb://127.0.0.1:" + relay.port()
                + "/?directConnection=true&retryWrites=false&connectTimeoutMS=500&heartbeatFrequencyMS=500";
    }

    private static Clients withOplog(AbstractMongoBackend backend) {
        backend.enableOplog();
        return start(backend);
    }

    private static Clients start(AbstractMongoBackend backend) {
        MongoServer server = new MongoServer(backend);
        return new Clients(server.bindAndGetConnectionString() + "/?retryWrites=false");
    }
}
