package dev.latchkey.adapter.inmemory;

import dev.latchkey.contract.keystore.KeySearchContract;
import dev.latchkey.ports.KeySearch;
import dev.latchkey.ports.KeyStore;

class InMemoryKeySearchTest extends KeySearchContract {
    @Override
    protected KeyStore store() {
        return new InMemoryKeyStore();
    }

    @Override
    protected KeySearch search(KeyStore store) {
        return ((InMemoryKeyStore) store).search();
    }
}
