package dev.latchkey.integration;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.support.MariaDbServer;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** A polling feed on MariaDB. Each test has a database to itself. */
@Tag("extended")
class MariaDbPollingTest extends PollingRules {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private static MariaDbServer server;

    @BeforeAll
    static void start() {
        assumeTrue(MariaDbServer.obstacle().isEmpty(), MariaDbServer.obstacle());
        server = MariaDbServer.start(Map.of());
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    DataSource empty() {
        try {
            return MariaDbDatabases.create(server, "polling_" + DATABASES.incrementAndGet());
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
