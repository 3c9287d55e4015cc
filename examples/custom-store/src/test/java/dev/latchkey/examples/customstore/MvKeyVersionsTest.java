package dev.latchkey.examples.customstore;

import dev.latchkey.contract.keystore.KeyVersionsContract;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyVersions;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class MvKeyVersionsTest extends KeyVersionsContract {
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
    protected KeyVersions versions(KeyStore store) {
        return new MvKeyStore(file).versions();
    }
}
