package dev.latchkey.adapter.jdbc;

import java.util.UUID;
import javax.sql.DataSource;

class H2TransactionsTest extends HostTransactionRules {
    @Override
    DataSource empty() {
        return H2.on("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=50");
    }

    @Override
    void discard(DataSource emptied) {
        H2.shutDown(emptied);
    }
}
