package dev.latchkey.adapter.jdbc;

import dev.latchkey.contract.keystore.KeySearchContract;
import dev.latchkey.ports.KeySearch;
import dev.latchkey.ports.KeyStore;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

@Tag("extended")
class MariaDbKeySearchTest extends KeySearchContract {
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
    protected KeySearch search(KeyStore store) {
        return new JdbcKeySearch(Database.of(database));
    }
}
