package dev.latchkey.examples.customstore;

import dev.latchkey.contract.keystore.KeySearchContract;
import dev.latchkey.ports.KeySearch;
import dev.latchkey.ports.KeyStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class MvKeySearchTest extends KeySearchContract {
    @TempDir
    Path folder;

    private MvFile file;

    @BeforeEach
    void open() {
        file = MvFile.open(folder.resolve("keys.mv"));
    }

    @AfterEach
    void close() {
        file.close();
    }

    @Override
    protected KeyStore store() {
        return new MvKeyStore(file);
    }

    @Override
    protected KeySearch search(KeyStore store) {
        return new MvKeyStore(file).search();
    }
}
