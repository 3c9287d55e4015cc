package dev.latchkey.adapter.jdbc;

import dev.latchkey.contract.keystore.KeySearchContract;
import dev.latchkey.ports.KeySearch;
import dev.latchkey.ports.KeyStore;
import javax.sql.DataSource;

class PostgresKeySearchTest extends KeySearchContract {
    private final DataSource database = Postgres.tables();

    @Override
    protected KeyStore store() {
        return JdbcKeyStore.on(database);
    }

    @Override
    protected KeySearch search(KeyStore store) {
        return new JdbcKeySearch(Database.of(database));
    }
}
