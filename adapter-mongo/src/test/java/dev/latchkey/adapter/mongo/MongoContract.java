package dev.latchkey.adapter.mongo;

import com.mongodb.client.MongoDatabase;
import dev.latchkey.adapter.mongo.Servers.Clients;
import dev.latchkey.contract.KeyStoreContract;
import dev.latchkey.ports.spi.KeyStore;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The contract on one server. Each test has a database of its own. */
abstract class MongoContract extends KeyStoreContract {
    private final String name = "latchkey_test_" + UUID.randomUUID();
    private Clients clients;
    MongoDatabase database;

    abstract Clients clients();

    @BeforeEach
    void begin() {
        clients = clients();
        database = clients.one().getDatabase(name);
        MongoIndexes.ensure(database);
    }

    @AfterEach
    void drop() {
        database.drop();
    }

    @Override
    protected KeyStore store() {
        return MongoKeyStore.on(database);
    }

    @Override
    protected KeyStore another(KeyStore store) {
        return MongoKeyStore.on(clients.other().getDatabase(name));
    }
}
