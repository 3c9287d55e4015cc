package dev.latchkey.cluster;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.adapter.jdbc.JdbcSchema;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.support.MariaDbServer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.mariadb.jdbc.MariaDbDataSource;

/** A real MariaDB or MySQL server, which can be killed and started again on its files and its port. */
final class MariaDb implements JdbcServer {
    private static final String NAME = "latchkey";

    private final MariaDbServer server;

    private MariaDb(MariaDbServer server) {
        this.server = server;
    }

    /** Starts one without keys. */
    static MariaDb start() {
        assumeTrue(MariaDbServer.obstacle().isEmpty(), MariaDbServer.obstacle());
        // Servers of tests do not write at each commit: then a kill loses changes that were acknowledged.
        MariaDb mariaDb = new MariaDb(MariaDbServer.start(Map.of("innodb-flush-log-at-trx-commit", "2")));
        try (Connection connection =
                        database(new Location(mariaDb.location().url(), ""), "").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + NAME);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        JdbcSchema.apply(database(mariaDb.location(), ""));
        return mariaDb;
    }

    /** Connections with settings of the driver, each of which begins with an ampersand. */
    static MariaDbDataSource database(Location location, String settings) {
        try {
            return new MariaDbDataSource(location.url() + location.database() + "?user=root" + settings);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public Location behind(int port) {
        return new Location("jdbc:mariadb://127.0.0.1:" + port + "/", NAME);
    }

    @Override
    public void kill() throws IOException {
        server.kill();
    }

    @Override
    public void restart() throws IOException {
        server.restart();
    }

    @Override
    public KeyStore store() {
        return JdbcKeyStore.on(database(location(), ""));
    }

    @Override
    public void close() {
        server.close();
    }
}
