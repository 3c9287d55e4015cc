package dev.latchkey.adapter.jdbc;

import dev.latchkey.contract.keystore.KeyHistoryContract;
import dev.latchkey.ports.KeyHistory;
import dev.latchkey.ports.KeyStore;
import javax.sql.DataSource;

class PostgresKeyHistoryTest extends KeyHistoryContract {
    private final DataSource database = Postgres.tables();

    @Override
    protected KeyStore store() {
        return JdbcKeyStore.on(database);
    }

    @Override
    protected KeyHistory history(KeyStore store) {
        return new JdbcKeyHistory(Database.of(database));
    }
}
