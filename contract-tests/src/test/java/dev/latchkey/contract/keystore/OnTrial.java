package dev.latchkey.contract.keystore;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedMethod;

import dev.latchkey.contract.fixture.Trial;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.ports.KeyStore;
import java.util.List;
import java.util.function.Supplier;

/** Runs a part of the contract on a store and tells what failed. Not itself a test: no build runs it by its name. */
class OnTrial extends KeyStoreContract {
    private static Supplier<KeyStore> accused = ModelStore::new;

    /** Runs one part of the contract. */
    static List<String> failures(Supplier<KeyStore> store, Class<?> part) {
        accused = store;
        return Trial.failures(selectNestedClass(List.of(OnTrial.class), part));
    }

    /** Runs one rule of a part. */
    static List<String> failures(Supplier<KeyStore> store, Class<?> part, String rule) {
        accused = store;
        return Trial.failures(selectNestedMethod(List.of(OnTrial.class), part, rule));
    }

    @Override
    protected KeyStore store() {
        return accused.get();
    }

    @Override
    protected KeyStore another(KeyStore store) {
        return store instanceof StaleStore stale ? stale.elsewhere() : store;
    }

    @Override
    protected boolean rewrite(KeyStore store, ApiKey key, String text, String newer) {
        return store instanceof BrokenReleases.Rewritable rewritable && rewritable.rewrite(key);
    }

    @Override
    protected int rounds() {
        return 40;
    }

    @Override
    protected int steps() {
        return 300;
    }
}
