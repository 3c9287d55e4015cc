package dev.latchkey.contract.keystore;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.latchkey.contract.fixture.Trial;
import dev.latchkey.ports.KeyHistory;
import dev.latchkey.ports.KeyStore;
import java.util.List;
import java.util.function.Function;

/** Runs the contract on a history and tells what failed. Not itself a test: no build runs it by its name. */
class HistoryOnTrial extends KeyHistoryContract {
    private static Function<ModelStore, KeyHistory> accused = ModelHistory::new;

    static List<String> failures(Function<ModelStore, KeyHistory> history) {
        accused = history;
        return Trial.failures(selectClass(HistoryOnTrial.class));
    }

    @Override
    protected KeyStore store() {
        return new ModelStore();
    }

    @Override
    protected KeyHistory history(KeyStore store) {
        return accused.apply((ModelStore) store);
    }
}
