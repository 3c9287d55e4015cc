package dev.latchkey.contract.keystore;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.latchkey.contract.fixture.Trial;
import dev.latchkey.ports.KeyArchive;
import dev.latchkey.ports.KeyStore;
import java.util.List;
import java.util.function.Function;

/** Runs the contract on an archive and tells what failed. Not itself a test: no build runs it by its name. */
class ArchiveOnTrial extends KeyArchiveContract {
    private static Function<ModelStore, KeyArchive> accused = ModelArchive::new;

    static List<String> failures(Function<ModelStore, KeyArchive> archive) {
        accused = archive;
        return Trial.failures(selectClass(ArchiveOnTrial.class));
    }

    @Override
    protected KeyStore store() {
        return new ModelStore();
    }

    @Override
    protected KeyArchive archive(KeyStore store) {
        return accused.apply((ModelStore) store);
    }
}
