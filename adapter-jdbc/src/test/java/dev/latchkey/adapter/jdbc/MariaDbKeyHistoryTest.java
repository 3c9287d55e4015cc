package dev.latchkey.adapter.jdbc;

import dev.latchkey.contract.keystore.KeyHistoryContract;
import dev.latchkey.ports.KeyHistory;
import dev.latchkey.ports.KeyStore;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

@Tag("extended")
class MariaDbKeyHistoryTest extends KeyHistoryContract {
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
    protected KeyHistory history(KeyStore store) {
        return new JdbcKeyHistory(Database.of(database));
    }
}
