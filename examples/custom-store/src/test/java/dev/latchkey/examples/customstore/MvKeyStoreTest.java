package dev.latchkey.examples.customstore;

import dev.latchkey.contract.keystore.KeyStoreContract;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.ports.KeyStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("extended")
// snippet: contract
class MvKeyStoreTest extends KeyStoreContract {
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
    protected KeyStore another(KeyStore store) {
        return new MvKeyStore(file);
    }

    @Override
    protected boolean rewrite(KeyStore store, ApiKey key, String text, String newer) {
        return RewrittenRows.rewrite(file, key, text, newer);
    }
}
// end
