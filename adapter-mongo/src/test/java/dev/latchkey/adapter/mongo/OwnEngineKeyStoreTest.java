package dev.latchkey.adapter.mongo;

import dev.latchkey.adapter.mongo.Servers.Clients;
import org.junit.jupiter.api.BeforeAll;

class OwnEngineKeyStoreTest extends RealEngineContract {
    @BeforeAll
    static void isThere() {
        Servers.ownEngine();
    }

    @Override
    Clients clients() {
        return Servers.ownEngine();
    }
}
