package dev.latchkey.adapter.inmemory;

import dev.latchkey.contract.keystore.KeyArchiveContract;
import dev.latchkey.ports.KeyStore;

class InMemoryKeyArchiveTest extends KeyArchiveContract {
    @Override
    protected KeyStore store() {
        return new InMemoryKeyStore();
    }

    @Override
    protected InMemoryKeyArchive archive(KeyStore store) {
        return (InMemoryKeyArchive) ((InMemoryKeyStore) store).archive();
    }
}
