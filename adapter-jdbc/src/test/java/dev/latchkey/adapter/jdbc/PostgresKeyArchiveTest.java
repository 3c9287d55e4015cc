package dev.latchkey.adapter.jdbc;

import dev.latchkey.contract.keystore.KeyArchiveContract;
import dev.latchkey.ports.KeyStore;
import javax.sql.DataSource;

class PostgresKeyArchiveTest extends KeyArchiveContract {
    private final DataSource database = Postgres.tables();

    @Override
    protected KeyStore store() {
        return JdbcKeyStore.on(database);
    }

    @Override
    protected JdbcKeyArchive archive(KeyStore store) {
        return (JdbcKeyArchive) JdbcKeyStore.on(database).archive();
    }
}
