package dev.latchkey.cluster;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.adapter.jdbc.JdbcSchema;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.support.MariaDbServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.mariadb.jdbc.MariaDbDataSource;

/** A real MariaDB server. */
final class MariaDb implements Server {
    private static final String NAME = "latchkey";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final MariaDbServer server;

    private MariaDb(MariaDbServer server) {
        this.server = server;
    }

    /** Starts one without keys. */
    static MariaDb start() {
        assumeTrue(MariaDbServer.obstacle().isEmpty(), MariaDbServer.obstacle());
        MariaDb mariaDb = new MariaDb(MariaDbServer.start(Map.of()));
        try (Connection connection = database(new Location(mariaDb.url(), "")).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + NAME);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        JdbcSchema.apply(database(mariaDb.location()));
        return mariaDb;
    }

    static MariaDbDataSource database(Location location) {
        try {
            return new MariaDbDataSource(location.url() + location.database() + "?user=root");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** A host's way to it: a pool of its own, and a time-out at every step. */
    static Connections connections(Location location, int most) {
        HikariDataSource pool = new HikariDataSource();
        try {
            MariaDbDataSource database = new MariaDbDataSource(location.url() + location.database()
                    + "?user=root&connectTimeout=" + PATIENCE.toMillis() + "&socketTimeout=" + PATIENCE.toMillis());
            pool.setDataSource(database);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        pool.setMaximumPoolSize(most);
        pool.setConnectionTimeout(PATIENCE.toMillis());
        return new Connections() {
            @Override
            public KeyStore store() {
                return JdbcKeyStore.on(pool);
            }

            @Override
            public void close() {
                pool.close();
            }
        };
    }

    private String url() {
        return "jdbc:mariadb://127.0.0.1:" + server.port() + "/";
    }

    @Override
    public Location location() {
        return new Location(url(), NAME);
    }

    @Override
    public KeyStore store() {
        return JdbcKeyStore.on(database(location()));
    }

    @Override
    public void close() {
        server.close();
    }
}
