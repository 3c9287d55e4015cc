package dev.latchkey.adapter.jdbc;

import dev.latchkey.contract.keystore.KeyStoreContract;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.ports.KeyStore;
import java.nio.file.Path;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** As a host that keeps its data runs it. */
class H2FileKeyStoreTest extends KeyStoreContract {
    @TempDir
    static Path folder;

    private DataSource database;

    @Override
    protected KeyStore store() {
        database = H2.on(
                "jdbc:h2:file:" + folder.resolve(UUID.randomUUID().toString()) + ";WRITE_DELAY=0;DB_CLOSE_DELAY=-1");
        JdbcSchema.apply(database);
        return JdbcKeyStore.on(database);
    }

    @Override
    protected KeyStore another(KeyStore store) {
        return JdbcKeyStore.on(database);
    }

    @Override
    protected boolean rewrite(KeyStore store, ApiKey key, String text, String newer) {
        return Rewriting.rewrite(database, key, text, newer);
    }

    @AfterEach
    void shutDown() {
        H2.shutDown(database);
    }
}
