package dev.latchkey.adapter.jdbc;

import dev.latchkey.contract.keystore.KeyVersionsContract;
import dev.latchkey.ports.KeyStore;
import javax.sql.DataSource;

class PostgresKeyVersionsTest extends KeyVersionsContract {
    private final DataSource database = Postgres.tables();

    @Override
    protected KeyStore store() {
        return JdbcKeyStore.on(database);
    }

    @Override
    protected JdbcKeyVersions versions(KeyStore store) {
        return (JdbcKeyVersions) JdbcKeyStore.on(database).versions();
    }
}
