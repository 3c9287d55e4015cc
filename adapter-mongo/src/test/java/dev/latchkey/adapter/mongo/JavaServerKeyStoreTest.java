package dev.latchkey.adapter.mongo;

import dev.latchkey.adapter.mongo.Servers.Clients;

class JavaServerKeyStoreTest extends MongoContract {
    @Override
    Clients clients() {
        return Servers.javaServer();
    }
}
