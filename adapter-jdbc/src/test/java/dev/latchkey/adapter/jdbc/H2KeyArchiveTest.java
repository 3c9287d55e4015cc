package dev.latchkey.adapter.jdbc;

import dev.latchkey.contract.keystore.KeyArchiveContract;
import dev.latchkey.ports.KeyStore;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;

class H2KeyArchiveTest extends KeyArchiveContract {
    private final DataSource database = H2.memory();

    @AfterEach
    void shutDown() {
        H2.shutDown(database);
    }

    @Override
    protected KeyStore store() {
        JdbcSchema.apply(database);
        return JdbcKeyStore.on(database);
    }

    @Override
    protected JdbcKeyArchive archive(KeyStore store) {
        return (JdbcKeyArchive) JdbcKeyStore.on(database).archive();
    }
}
