package dev.latchkey.adapter.jdbc;

import dev.latchkey.contract.keystore.KeyArchiveContract;
import dev.latchkey.ports.KeyStore;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

@Tag("extended")
class MariaDbKeyArchiveTest extends KeyArchiveContract {
    private final DataSource database = MariaDb.schema();

    @AfterEach
    void discard() {
        MariaDb.discard(database);
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
