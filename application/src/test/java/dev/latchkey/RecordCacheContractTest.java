package dev.latchkey;

import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.contract.keystore.KeyStoreContract;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.internal.cache.CacheEvents;
import dev.latchkey.internal.cache.RecordCache;
import dev.latchkey.internal.cache.RecordCache.CacheLimits;
import dev.latchkey.ports.ChangeFeed;
import dev.latchkey.ports.KeyStore;
import java.time.Duration;
import org.junit.jupiter.api.Nested;

/**
 * The record cache is a store, so it keeps what a store promises. Its clock stands still: no entry ever gets too old.
 */
class RecordCacheContractTest {
    private static final Duration LONG = Duration.ofDays(365);

    /** One node whose feed never tells anything: its own changes are in force all the same. */
    @Nested
    class OneNode extends KeyStoreContract {
        @Override
        protected KeyStore store() {
            return cache(new InMemoryKeyStore(), listener -> () -> {}, LONG);
        }

        /** There is nothing to break: adding in memory does not fail. */
        @Override
        protected Runnable breakUses(KeyStore store, ApiKey key) {
            return () -> {};
        }
    }

    /**
     * Two nodes, each with a cache of its own, in front of one store that tells both of every change. They do not
     * remember that there is no key, because a feed tells no handles: what another node issues may be found as late as
     * that is remembered.
     */
    @Nested
    class TwoNodes extends KeyStoreContract {
        private final InMemoryKeyStore shared = new InMemoryKeyStore();

        @Override
        protected KeyStore store() {
            return cache(shared, shared, Duration.ZERO);
        }

        @Override
        protected KeyStore another(KeyStore store) {
            return cache(shared, shared, Duration.ZERO);
        }

        /** There is nothing to break: adding in memory does not fail. */
        @Override
        protected Runnable breakUses(KeyStore store, ApiKey key) {
            return () -> {};
        }
    }

    private static KeyStore cache(KeyStore store, ChangeFeed feed, Duration maxAgeOfAbsence) {
        CacheLimits limits = new CacheLimits(1_000, LONG, maxAgeOfAbsence);
        return new RecordCache(store, feed, limits, () -> 0, new CacheEvents() {});
    }
}
