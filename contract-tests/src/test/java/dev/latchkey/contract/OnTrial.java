package dev.latchkey.contract;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedMethod;

import dev.latchkey.ports.KeyStore;
import java.util.List;
import java.util.function.Supplier;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs a part of the contract on a store and tells what failed. Not itself a test: no build runs it by its name. */
class OnTrial extends KeyStoreContract {
    private static Supplier<KeyStore> accused = ModelStore::new;

    /** Runs one part of the contract. */
    static List<String> failures(Supplier<KeyStore> store, Class<?> part) {
        accused = store;
        return failures(selectNestedClass(List.of(OnTrial.class), part));
    }

    /** Runs one rule of a part. */
    static List<String> failures(Supplier<KeyStore> store, Class<?> part, String rule) {
        accused = store;
        return failures(selectNestedMethod(List.of(OnTrial.class), part, rule));
    }

    static List<String> failures(DiscoverySelector part) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(part)
                                .build(),
                        listener);
        TestExecutionSummary summary = listener.getSummary();
        if (summary.getTestsStartedCount() == 0) {
            throw new AssertionError("no test in " + part);
        }
        return summary.getFailures().stream()
                .map(failure -> failure.getTestIdentifier().getDisplayName() + ": " + failure.getException())
                .toList();
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
    protected int rounds() {
        return 40;
    }

    @Override
    protected int steps() {
        return 300;
    }
}
