package dev.latchkey.adapter.inmemory;

import dev.latchkey.contract.feed.ChangeFeedContract;
import dev.latchkey.ports.ChangeFeed;
import dev.latchkey.ports.KeyStore;

class InMemoryChangeFeedTest extends ChangeFeedContract {
    @Override
    protected KeyStore store() {
        return new InMemoryKeyStore();
    }

    @Override
    protected ChangeFeed feed(KeyStore changing) {
        return (InMemoryKeyStore) changing;
    }
}
