package dev.latchkey.integration;

import dev.latchkey.support.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.postgresql.ds.PGSimpleDataSource;

/** A polling feed on PostgreSQL. Each test has a schema to itself. */
@Tag("extended")
class PostgresPollingTest extends PollingRules {
    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private static PostgresServer server;

    @BeforeAll
    static void start() {
        server = PostgresServer.start(Map.of("fsync", "off"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    DataSource empty() {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setPortNumbers(new int[] {server.port()});
        database.setUser("postgres");
        database.setDatabaseName("postgres");
        String schema = "polling_" + SCHEMAS.incrementAndGet();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create schema " + schema);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        database.setCurrentSchema(schema);
        return database;
    }
}
