package dev.latchkey.contract.keystore;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.latchkey.contract.fixture.Trial;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyVersions;
import java.util.List;
import java.util.function.Supplier;

/** Runs the contract on versions and tells what failed. Not itself a test: no build runs it by its name. */
class VersionsOnTrial extends KeyVersionsContract {
    private static Supplier<? extends KeyStore> accused = BrokenVersions.Right::new;

    static <S extends KeyStore & KeyVersions> List<String> failures(Supplier<S> store) {
        accused = store;
        return Trial.failures(selectClass(VersionsOnTrial.class));
    }

    @Override
    protected KeyStore store() {
        return accused.get();
    }

    @Override
    protected KeyVersions versions(KeyStore store) {
        return (KeyVersions) store;
    }
}
