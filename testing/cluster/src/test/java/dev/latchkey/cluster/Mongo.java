package dev.latchkey.cluster;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import dev.latchkey.adapter.mongo.MongoIndexes;
import dev.latchkey.adapter.mongo.MongoKeyStore;
import dev.latchkey.mongoengine.MongoEngine;
import dev.latchkey.ports.KeyStore;
import java.util.UUID;

/**
 * A database of its own on the best MongoDB there is: that of the environment, or else MongoDB's own engine, or else a
 * server in Java.
 */
final class Mongo implements Server {
    private final String engine;
    private final String url;
    private final Runnable end;
    private final MongoClient client;
    private final MongoDatabase database;

    private Mongo(String engine, String url, Runnable end) {
        this.engine = engine;
        this.url = url;
        this.end = end;
        client = MongoClients.create(url);
        database = client.getDatabase("latchkey_cluster_" + UUID.randomUUID());
        MongoIndexes.ensure(database);
    }

    static Mongo start() {
        String given = System.getenv("MONGODB_URI");
        if (given != null) {
            return new Mongo("MONGODB_URI", given, () -> {});
        }
        MongoEngine own = MongoEngine.start();
        if (own.available()) {
            return new Mongo("MongoDB's own engine", own.uri().orElseThrow(), own::close);
        }
        own.close();
        System.out.println(own.problem());
        MongoServer java = new MongoServer(new MemoryBackend());
        String url = java.bindAndGetConnectionString() + "/?retryWrites=false";
        return new Mongo("the Java server", url, java::shutdownNow);
    }

    /** Which of them it is. */
    String engine() {
        return engine;
    }

    @Override
    public Location location() {
        return new Location(url, database.getName());
    }

    @Override
    public KeyStore store() {
        return MongoKeyStore.on(database);
    }

    @Override
    public void close() {
        database.drop();
        client.close();
        end.run();
    }
}
