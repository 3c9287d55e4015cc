package dev.latchkey.contract.keystore;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.latchkey.contract.fixture.Trial;
import dev.latchkey.ports.KeySearch;
import dev.latchkey.ports.KeyStore;
import java.util.List;
import java.util.function.Function;

/** Runs the contract on a search and tells what failed. Not itself a test: no build runs it by its name. */
class SearchOnTrial extends KeySearchContract {
    private static Function<ModelStore, KeySearch> accused = ModelSearch::new;

    static List<String> failures(Function<ModelStore, KeySearch> search) {
        accused = search;
        return Trial.failures(selectClass(SearchOnTrial.class));
    }

    @Override
    protected KeyStore store() {
        return new ModelStore();
    }

    @Override
    protected KeySearch search(KeyStore store) {
        return accused.apply((ModelStore) store);
    }
}
