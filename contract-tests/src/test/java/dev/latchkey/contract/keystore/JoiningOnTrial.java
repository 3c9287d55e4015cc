package dev.latchkey.contract.keystore;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.latchkey.contract.fixture.HostTransactions;
import dev.latchkey.contract.fixture.Trial;
import dev.latchkey.ports.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Runs the contract on a store and tells what failed. Not itself a test: no build runs it by its name. */
class JoiningOnTrial extends KeyStoreInTransactionsContract {
    private static Supplier<JoiningModel> accused = JoiningModel::new;
    private JoiningModel store;

    static List<String> failures(Supplier<JoiningModel> store) {
        accused = store;
        return Trial.failures(selectClass(JoiningOnTrial.class));
    }

    @Override
    protected KeyStore store() {
        store = accused.get();
        return store;
    }

    @Override
    protected KeyStore outside() {
        return store.outside();
    }

    @Override
    protected HostTransactions host() {
        return store;
    }

    @Override
    protected Duration patience() {
        return Duration.ofMillis(500);
    }
}
