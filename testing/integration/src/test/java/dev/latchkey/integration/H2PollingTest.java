package dev.latchkey.integration;

import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Tag;

/** A polling feed on H2. A database ends with the last connection of its pool. */
@Tag("extended")
class H2PollingTest extends PollingRules {
    @Override
    DataSource empty() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";LOCK_TIMEOUT=1000");
        return database;
    }
}
