package dev.latchkey.adapter.mongo;

import com.mongodb.client.MongoDatabase;
import dev.latchkey.adapter.mongo.Servers.Clients;
import dev.latchkey.ports.KeyStore;
import org.junit.jupiter.api.Tag;

@Tag("extended")
@RequiresOwnEngine
class OwnEngineKeyStoreTest extends RealEngineContract {
    @Override
    Clients clients() {
        return Servers.ownEngine();
    }

    @Override
    KeyStore open(MongoDatabase where) {
        return MongoKeyStore.on(where);
    }
}
