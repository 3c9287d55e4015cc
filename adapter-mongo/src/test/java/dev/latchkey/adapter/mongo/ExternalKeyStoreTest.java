package dev.latchkey.adapter.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import dev.latchkey.adapter.mongo.Servers.Clients;
import dev.latchkey.ports.KeyStore;
import org.junit.jupiter.api.BeforeAll;

class ExternalKeyStoreTest extends RealEngineContract {
    @BeforeAll
    static void isThere() {
        assertThat(Servers.external()).isNotNull();
    }

    @Override
    Clients clients() {
        return Servers.external();
    }

    @Override
    KeyStore open(MongoDatabase where) {
        return MongoKeyStore.on(where);
    }
}
