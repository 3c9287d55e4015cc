package dev.latchkey.adapter.mongo;

import com.mongodb.client.MongoDatabase;
import dev.latchkey.adapter.mongo.Servers.Clients;
import dev.latchkey.contract.keystore.KeyStoreContract;
import dev.latchkey.ports.KeyStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/** All that must hold on one server. Each test has an empty database. */
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
        MongoContract contract() {
            return MongoContract.this;
        }
    }
}
