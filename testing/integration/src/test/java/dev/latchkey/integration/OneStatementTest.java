package dev.latchkey.integration;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.adapter.jdbc.JdbcSchema;
import dev.latchkey.adapter.mongo.MongoIndexes;
import dev.latchkey.adapter.mongo.MongoKeyStore;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.support.MariaDbServer;
import dev.latchkey.support.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.postgresql.ds.PGSimpleDataSource;

/** What each database counts itself, or what the driver sends it, for a request. */
class OneStatementTest {
    /** On connections that the test closes. */
    abstract static class OnConnections extends OneStatementRules {
        Connection connection;
        AutoCloseable server = () -> {};

        KeyStore storeOn(Connection opened) {
            connection = opened;
            JdbcSchema.apply(keeping(connection));
            return JdbcKeyStore.on(keeping(connection));
        }

        @AfterEach
        void close() throws Exception {
            if (connection != null) {
                connection.close();
            }
            server.close();
        }
    }

    @Nested
    class OnH2 extends OnConnections {
        @Override
        KeyStore store() throws SQLException {
            JdbcDataSource database = new JdbcDataSource();
            database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";OPTIMIZE_REUSE_RESULTS=0");
            KeyStore store = storeOn(database.getConnection());
            try (Statement statement = connection.createStatement()) {
                statement.execute("set query_statistics true");
            }
            return store;
        }

        @Override
        long statements() throws SQLException {
            return number(connection, "select sum(execution_count) from information_schema.query_statistics", 1);
        }
    }

    @Nested
    class OnPostgres extends OnConnections {
        @Override
        KeyStore store() throws SQLException {
            PostgresServer postgres = PostgresServer.start(Map.of("fsync", "off"));
            server = postgres;
            PGSimpleDataSource database = new PGSimpleDataSource();
            database.setPortNumbers(new int[] {postgres.port()});
            database.setUser("postgres");
            database.setDatabaseName("postgres");
            database.setSslMode("disable");
            database.setGssEncMode("disable");
            database.setSocketFactory(PostgresQuestions.class.getName());
            return storeOn(database.getConnection());
        }

        @Override
        long statements() {
            return PostgresQuestions.SENT.get();
        }
    }

    @Nested
    @Tag("extended")
    class OnMariaDb extends OnConnections {
        @Override
        KeyStore store() throws SQLException {
            assumeTrue(MariaDbServer.obstacle().isEmpty(), MariaDbServer.obstacle());
            MariaDbServer mariaDb = MariaDbServer.start(Map.of());
            server = mariaDb;
            return storeOn(MariaDbDatabases.create(mariaDb, "counted").getConnection());
        }

        @Override
        long statements() throws SQLException {
            return number(connection, "show session status like 'Questions'", 2);
        }
    }

    @Nested
    class OnMongo extends OneStatementRules implements CommandListener {
        private final AtomicLong commands = new AtomicLong();
        private final MongoServer server = new MongoServer(new MemoryBackend());
        private MongoClient client;

        @Override
        KeyStore store() {
            client = MongoClients.create(MongoClientSettings.builder()
                    .applyConnectionString(new ConnectionString(server.bindAndGetConnectionString()))
                    .addCommandListener(this)
                    .build());
            MongoDatabase database = client.getDatabase("counted");
            MongoIndexes.ensure(database);
            return MongoKeyStore.on(database);
        }

        @Override
        public void commandStarted(CommandStartedEvent event) {
            commands.incrementAndGet();
        }

        @Override
        long statements() {
            return commands.get();
        }

        @AfterEach
        void close() {
            client.close();
            server.shutdownNow();
        }
    }
}
