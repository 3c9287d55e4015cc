package dev.latchkey.adapter.inmemory;

import dev.latchkey.contract.keystore.KeyVersionsContract;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyVersions;

class InMemoryKeyVersionsTest extends KeyVersionsContract {
    @Override
    protected KeyStore store() {
        return new InMemoryKeyStore();
    }

    @Override
    protected KeyVersions versions(KeyStore store) {
        return ((InMemoryKeyStore) store).versions();
    }
}
