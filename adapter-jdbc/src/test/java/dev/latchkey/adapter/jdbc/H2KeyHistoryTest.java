package dev.latchkey.adapter.jdbc;

import dev.latchkey.contract.keystore.KeyHistoryContract;
import dev.latchkey.ports.KeyHistory;
import dev.latchkey.ports.KeyStore;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;

class H2KeyHistoryTest extends KeyHistoryContract {
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
    protected KeyHistory history(KeyStore store) {
        return new JdbcKeyHistory(Database.of(database));
    }
}
