package dev.latchkey.adapter.jdbc;

import dev.latchkey.contract.keystore.KeyArchiveContract;
import dev.latchkey.ports.KeyStore;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;

class PostgresKeyArchiveTest extends KeyArchiveContract {
    private final DataSource database = Postgres.schema();

    @AfterEach
    void discard() {
        Postgres.discard(database);
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
