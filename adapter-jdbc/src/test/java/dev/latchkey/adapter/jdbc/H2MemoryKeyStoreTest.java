package dev.latchkey.adapter.jdbc;

import dev.latchkey.contract.keystore.KeyStoreContract;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.ports.KeyStore;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

@Tag("extended")
class H2MemoryKeyStoreTest extends KeyStoreContract {
    private DataSource database;

    @Override
    protected KeyStore store() {
        database = H2.memory();
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
