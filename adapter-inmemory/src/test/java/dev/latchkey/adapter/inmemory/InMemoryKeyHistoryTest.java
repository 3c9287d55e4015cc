package dev.latchkey.adapter.inmemory;

import dev.latchkey.contract.keystore.KeyHistoryContract;
import dev.latchkey.ports.KeyHistory;
import dev.latchkey.ports.KeyStore;

class InMemoryKeyHistoryTest extends KeyHistoryContract {
    @Override
    protected KeyStore store() {
        return new InMemoryKeyStore();
    }

    @Override
    protected KeyHistory history(KeyStore store) {
        return (InMemoryKeyHistory) ((InMemoryKeyStore) store).history();
    }
}
