package dev.latchkey.adapter.mongo;

import com.mongodb.client.MongoDatabase;
import dev.latchkey.adapter.mongo.Servers.Clients;
import dev.latchkey.ports.KeyStore;

class JavaServerKeyStoreTest extends MongoContract {
    @Override
    Clients clients() {
        return Servers.javaServer();
    }

    @Override
    KeyStore open(MongoDatabase where) {
        return MongoKeyStore.on(where);
    }
}
