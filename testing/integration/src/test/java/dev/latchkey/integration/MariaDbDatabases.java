package dev.latchkey.integration;

import dev.latchkey.support.MariaDbServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.mariadb.jdbc.MariaDbDataSource;

/** The databases of a MariaDB or MySQL server, through MariaDB's driver. */
final class MariaDbDatabases {
    private MariaDbDatabases() {}

    /** Makes an empty one. */
    static MariaDbDataSource create(MariaDbServer server, String name) throws SQLException {
        String address = "jdbc:mariadb://127.0.0.1:" + server.port() + "/";
        try (Connection connection = new MariaDbDataSource(address + "?user=root").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
        return new MariaDbDataSource(address + name + "?user=root");
    }
}
