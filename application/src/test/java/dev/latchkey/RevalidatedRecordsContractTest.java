package dev.latchkey;

import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.contract.keystore.KeyStoreContract;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.internal.cache.CacheEvents;
import dev.latchkey.internal.cache.RevalidatedRecords;
import dev.latchkey.ports.KeyStore;

/**
 * What remembers keys and asks for their versions keeps what a store promises, without a feed and on a clock that
 * stands still: two nodes, each with a memory of its own, in front of one store.
 */
class RevalidatedRecordsContractTest extends KeyStoreContract {
    private final InMemoryKeyStore shared = new InMemoryKeyStore();

    @Override
    protected KeyStore store() {
        return records();
    }

    @Override
    protected KeyStore another(KeyStore store) {
        return records();
    }

    /** There is nothing to break: adding in memory does not fail. */
    @Override
    protected Runnable breakUses(KeyStore store, ApiKey key) {
        return () -> {};
    }

    private KeyStore records() {
        return new RevalidatedRecords(shared, new VersionedStore(shared), 1_000, () -> 0, new CacheEvents() {});
    }
}
