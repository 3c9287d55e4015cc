package dev.latchkey.adapter.jdbc;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.mysql.cj.jdbc.MysqlDataSource;
import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.support.MariaDbServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.mariadb.jdbc.MariaDbDataSource;

/**
 * A real MariaDB server, or MySQL with the profile {@code mysql}: one for all tests of a JVM, which ends with it. Each
 * test has a database to itself, whose own character set and collation are not those of the tables.
 */
final class MariaDb {
    private static final AtomicInteger NAMES = new AtomicInteger();

    private MariaDb() {}

    /** Started when it is first asked for. */
    private static final class Server {
        private static final MariaDbServer RUNNING = MariaDbServer.start(Map.of("max-connections", "100"));
    }

    /** Skips the test where no server can be started. */
    private static MariaDbServer server() {
        String obstacle = MariaDbServer.obstacle();
        assumeTrue(obstacle.isEmpty(), obstacle);
        return Server.RUNNING;
    }

    static boolean isThere() {
        return MariaDbServer.obstacle().isEmpty();
    }

    static JdbcDatabase kind() {
        return server().isMySql() ? JdbcDatabase.MYSQL : JdbcDatabase.MARIADB;
    }

    /** A new, empty database. Each connection is a new one. */
    static DataSource schema() {
        return schema("");
    }

    /** A new, empty database, on connections with settings of the driver. */
    static DataSource schema(String settings) {
        String name = "latchkey_test_" + NAMES.incrementAndGet();
        Sql.execute(on("", "root", ""), "create database " + name + " character set latin1");
        return on(name, "root", settings);
    }

    /** A new, empty database, on connections that wait for locks for a second, which is the shortest wait. */
    static DataSource impatient() {
        return schema("sessionVariables=innodb_lock_wait_timeout=1");
    }

    static DataSource on(String name, String user, String settings) {
        MariaDbServer server = server();
        String address = "//127.0.0.1:" + server.port() + "/" + name + "?user=" + user + "&" + settings;
        try {
            if (server.isMySql()) {
                MysqlDataSource database = new MysqlDataSource();
                database.setUrl("jdbc:mysql:" + address);
                return database;
            }
            return new MariaDbDataSource("jdbc:mariadb:" + address);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    static void discard(DataSource database) {
        Sql.execute(database, "drop database " + name(database));
    }

    static String name(DataSource database) {
        return Sql.query(database, "select database()").get(0);
    }

    /** A pool as a host has it, on connections whose zone is neither UTC nor the JVM's. */
    static HikariDataSource pool(DataSource database) {
        HikariDataSource pool = new HikariDataSource();
        pool.setDataSource(database);
        pool.setMaximumPoolSize(8);
        pool.setConnectionInitSql("set time_zone = '+12:45'");
        return pool;
    }

    /** Empties the tables, which is faster than making them anew. */
    static void empty(DataSource database) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            for (String table : new String[] {"key", "handle", "tenant", "audit", "access_event", "usage_writer"}) {
                Sql.execute(connection, "delete from latchkey_" + table);
            }
            connection.commit();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
