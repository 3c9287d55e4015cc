package dev.latchkey.adapter.jdbc;

import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/** H2 databases for tests. Each connection is a new one. */
final class H2 {
    private H2() {}

    /** A new, empty database in memory. */
    static DataSource memory() {
        return on("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    }

    static DataSource on(String url) {
        return on(url, "", "");
    }

    static DataSource on(String url, String user, String password) {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL(url);
        database.setUser(user);
        database.setPassword(password);
        return database;
    }

    static void shutDown(DataSource database) {
        Sql.execute(database, "shutdown immediately");
    }
}
