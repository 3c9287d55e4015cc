package dev.latchkey.adapter.inmemory;

import dev.latchkey.contract.keystore.KeyStoreContract;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.ports.KeyStore;

class InMemoryKeyStoreTest extends KeyStoreContract {
    @Override
    protected KeyStore store() {
        return new InMemoryKeyStore();
    }

    /** There is nothing to break: adding in memory does not fail. */
    @Override
    protected Runnable breakUses(KeyStore store, ApiKey key) {
        return () -> {};
    }
}
