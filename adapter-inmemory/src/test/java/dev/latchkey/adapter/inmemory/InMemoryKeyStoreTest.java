package dev.latchkey.adapter.inmemory;

import dev.latchkey.contract.keystore.KeyStoreContract;
import dev.latchkey.ports.KeyStore;

class InMemoryKeyStoreTest extends KeyStoreContract {
    @Override
    protected KeyStore store() {
        return new InMemoryKeyStore();
    }
}
