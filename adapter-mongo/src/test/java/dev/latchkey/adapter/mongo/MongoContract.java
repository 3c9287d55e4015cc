package dev.latchkey.adapter.mongo;

import com.mongodb.client.MongoDatabase;
import dev.latchkey.adapter.mongo.Servers.Clients;
import dev.latchkey.contract.KeyStoreContract;
import dev.latchkey.ports.KeyStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/** All that must hold on one server. Each test has a database of its own. */
abstract class MongoContract extends KeyStoreContract {
    MongoDatabase database;

    abstract Clients clients();

    /** The same database, through the other client. */
    MongoDatabase elsewhere() {
        return clients().other().getDatabase(database.getName());
    }

    @BeforeEach
    void begin() {
        database = clients().newDatabase();
    }

    @AfterEach
    void drop() {
        database.drop();
    }

    abstract KeyStore open(MongoDatabase where);

    @Override
    protected KeyStore store() {
        return open(database);
    }

    @Override
    protected KeyStore another(KeyStore store) {
        return open(elsewhere());
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
    class Indexes extends IndexRules {
        @Override
        MongoDatabase database() {
            return database;
        }
    }
}
