package dev.latchkey.adapter.inmemory;

import dev.latchkey.contract.keystore.KeyHistoryContract;
import dev.latchkey.ports.KeyStore;

class InMemoryKeyHistoryTest extends KeyHistoryContract {
    @Override
    protected KeyStore store() {
        return new InMemoryKeyStore();
    }

    @Override
    protected InMemoryKeyHistory history(KeyStore store) {
        return (InMemoryKeyHistory) ((InMemoryKeyStore) store).history();
    }
}
