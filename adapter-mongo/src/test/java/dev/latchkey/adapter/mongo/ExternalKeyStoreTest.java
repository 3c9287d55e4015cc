package dev.latchkey.adapter.mongo;

import dev.latchkey.adapter.mongo.Servers.Clients;
import org.junit.jupiter.api.BeforeAll;

class ExternalKeyStoreTest extends RealEngineContract {
    @BeforeAll
    static void isThere() {
        Servers.external();
    }

    @Override
    Clients clients() {
        return Servers.external();
    }
}
