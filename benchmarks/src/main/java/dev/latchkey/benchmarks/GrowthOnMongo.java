package dev.latchkey.benchmarks;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import dev.latchkey.adapter.mongo.MongoIndexes;
import dev.latchkey.adapter.mongo.MongoKeyStore;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.NewKey;
import dev.latchkey.core.key.Transition;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.mongoengine.MongoEngine;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.UseBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.bson.BsonBinary;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;

/**
 * MongoDB: that of {@code MONGODB_URI}, or else MongoDB's own engine. What fills a database are copies of what the
 * store itself writes for one key.
 */
final class GrowthOnMongo implements GrowthEngine {
    private static final int CHUNK = 10_000;
    private static final String HANDLE = "secrets.handle";
    private static final Instant T0 = Instant.parse("2020-01-01T00:00:00Z");

    private final List<MongoDatabase> databases = new ArrayList<>();
    private final String name;
    private final Runnable end;
    private final String uri;
    private final MongoClient client;

    GrowthOnMongo() throws IOException {
        String given = System.getenv("MONGODB_URI");
        if (given == null) {
            MongoEngine own = MongoEngine.start(Files.createTempDirectory(Path.of("/tmp"), "latchkey-growth-"));
            name = "MongoDB's engine";
            uri = own.uri().orElseThrow(() -> new IllegalStateException(own.problem()));
            end = own::close;
        } else {
            name = "MONGODB_URI";
            uri = given;
            end = () -> {};
        }
        client = MongoClients.create(uri);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Filled filled(int keys) {
        MongoDatabase database = client.getDatabase("latchkey_growth_" + keys);
        databases.add(database);
        database.drop();
        MongoIndexes.ensure(database);
        KeyStore store = MongoKeyStore.on(database);
        UUID id = useOne(store);
        fill(database, "key", keys, GrowthOnMongo::key);
        fill(database, "audit", keys, (event, x) -> {
            event.put("_id", new BsonString(Keys.id(x) + ":1"));
            event.put("tenant", tenant(x));
            event.put("keyId", new BsonBinary(Keys.id(x)));
            event.put("at", at(x));
            event.put("detail", new BsonString(Keys.handle(x)));
        });
        fill(database, "usage", keys, (usage, x) -> {
            usage.put("_id", new BsonBinary(Keys.id(x)));
            usage.put("lastUsedAt", at(x));
        });
        if (store.findById(id).value().isPresent()
                || store.findByHandle(Keys.handle(keys)).value().isEmpty()) {
            throw new IllegalStateException("not filled as was meant");
        }
        client.getDatabase("admin").runCommand(new BsonDocument("fsync", new BsonInt32(1)));
        BsonDocument stats = database.runCommand(new BsonDocument("dbStats", new BsonInt32(1)), BsonDocument.class);
        return new Filled(
                store,
                bareRead(database),
                keys,
                stats.getNumber("storageSize").longValue()
                        + stats.getNumber("indexSize").longValue());
    }

    /** Makes the store write what is then copied. */
    private static UUID useOne(KeyStore store) {
        UUID id = UUID.randomUUID();
        KeySpec spec =
                KeySpec.of("t", Scope.resource("r"), "key").allPermissions().slot("default");
        Transition.Changed issued =
                NewKey.issue(id, spec, Keys.secret(0, T0), AuditAction.ISSUED, Actor.host("growth"), T0);
        if (store.insert(issued.next(), issued.event()).value() != Insertion.INSERTED) {
            throw new IllegalStateException("the database was not empty");
        }
        store.recordUse(UseBatch.of(new KeyUse(id, T0, 1)));
        return id;
    }

    /** In place of the one document that is there, as many that differ from it in what differs from key to key. */
    private static void fill(MongoDatabase database, String name, int keys, BiConsumer<BsonDocument, Integer> change) {
        MongoCollection<BsonDocument> collection = database.getCollection("latchkey_" + name, BsonDocument.class);
        BsonDocument one = Objects.requireNonNull(collection.findOneAndDelete(new BsonDocument()));
        for (int from = 1; from <= keys; from += CHUNK) {
            List<BsonDocument> chunk = new ArrayList<>();
            for (int x = from; x <= Math.min(keys, from + CHUNK - 1); x++) {
                BsonDocument copy = one.clone();
                change.accept(copy, x);
                chunk.add(copy);
            }
            collection.insertMany(chunk, new InsertManyOptions().ordered(false));
        }
    }

    private static void key(BsonDocument key, int x) {
        key.put("_id", new BsonBinary(Keys.id(x)));
        key.put("tenant", tenant(x));
        key.put("resource", new BsonString("r" + x));
        if (x % 3 != 0) {
            key.remove("slot");
            key.put("occupies", new BsonBinary(Keys.id(x)));
        }
        key.put("name", new BsonString("key " + x));
        key.put("createdAt", at(x));
        BsonDocument secret = key.getArray("secrets").get(0).asDocument();
        secret.put("handle", new BsonString(Keys.handle(x)));
        secret.put("hash", new BsonString(Keys.hash(x)));
        secret.put("tag", new BsonInt32(x));
        secret.put("createdAt", at(x));
    }

    private static BsonString tenant(int x) {
        return new BsonString(x % 10 == 0 ? Keys.BIG : "t" + x / 100);
    }

    private static BsonDateTime at(int x) {
        return new BsonDateTime(T0.plusSeconds(x).toEpochMilli());
    }

    /** The command that the store sends, as the driver takes it; the answer as the driver gives it. */
    private Predicate<String> bareRead(MongoDatabase database) {
        String known = Keys.handle(1);
        BsonDocument command = new BsonDocument();
        CommandListener listener = new CommandListener() {
            @Override
            public void commandStarted(CommandStartedEvent event) {
                command.clear();
                command.putAll(event.getCommand().clone());
            }
        };
        MongoClientSettings watched = MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(uri))
                .addCommandListener(listener)
                .build();
        try (MongoClient client = MongoClients.create(watched)) {
            MongoKeyStore.on(client.getDatabase(database.getName()))
                    .findByHandle(known)
                    .value()
                    .orElseThrow();
        }
        // What the driver adds by itself.
        command.keySet().removeIf(field -> field.startsWith("$") || field.equals("lsid"));
        if (!command.getDocument("filter").equals(new BsonDocument(HANDLE, new BsonString(known)))) {
            throw new IllegalStateException("the store asks otherwise: " + command);
        }
        return handle -> {
            command.put("filter", new BsonDocument(HANDLE, new BsonString(handle)));
            return !database.runCommand(command, BsonDocument.class)
                    .getDocument("cursor")
                    .getArray("firstBatch")
                    .isEmpty();
        };
    }

    @Override
    public void close() {
        databases.forEach(MongoDatabase::drop);
        client.close();
        end.run();
    }
}
