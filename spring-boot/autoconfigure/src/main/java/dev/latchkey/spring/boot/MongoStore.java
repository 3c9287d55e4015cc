package dev.latchkey.spring.boot;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import dev.latchkey.adapter.mongo.MongoIndexes;
import dev.latchkey.adapter.mongo.MongoKeyStore;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.spring.boot.LatchkeyProperties.Mongodb;
import org.springframework.beans.factory.ListableBeanFactory;

/** The store in MongoDB, in a class of its own because its jar is optional. */
final class MongoStore {
    private MongoStore() {}

    static boolean hasClient(ListableBeanFactory beans) {
        return StoreChoice.isDeclared(MongoDatabase.class, beans) || StoreChoice.isDeclared(MongoClient.class, beans);
    }

    static KeyStore create(Mongodb properties, ListableBeanFactory beans) {
        MongoDatabase database = database(properties, beans);
        return switch (properties.initializeIndexes()) {
            case VALIDATE -> MongoKeyStore.on(database);
            case ALWAYS -> {
                MongoIndexes.ensure(database);
                yield MongoKeyStore.on(database);
            }
            case NEVER -> new DeferredKeyStore<>(() -> MongoKeyStore.on(database));
        };
    }

    /** Checks the database as at the start. */
    static void check(Mongodb properties, ListableBeanFactory beans) {
        MongoKeyStore.on(database(properties, beans));
    }

    private static MongoDatabase database(Mongodb properties, ListableBeanFactory beans) {
        MongoDatabase declared = beans.getBeanProvider(MongoDatabase.class).getIfUnique();
        if (declared != null) {
            return declared;
        }
        String name = properties.database();
        MongoClient client = beans.getBeanProvider(MongoClient.class).getIfUnique();
        if (client == null) {
            throw new LatchkeyStartException(
                    "The application has no single MongoClient for Latchkey's keys.",
                    "Add Spring Boot's starter for MongoDB, or declare a MongoDatabase bean.",
                    null);
        }
        if (name == null) {
            throw new LatchkeyStartException(
                    "Latchkey knows the MongoClient, but not the name of the database for its keys.",
                    "Set latchkey.mongodb.database, or declare a MongoDatabase bean.",
                    null);
        }
        return client.getDatabase(name);
    }
}
