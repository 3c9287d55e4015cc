package dev.latchkey.adapter.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A real PostgreSQL server, one for all tests of a JVM, which ends with it. Each test has a schema of its own. */
final class Postgres {
    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private Postgres() {}

    /** Started by whoever asks first. */
    private static final class Server {
        // Nothing here has to survive anything.
        private static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .setServerConfig("max_connections", "60")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static int port() {
        return Server.RUNNING.getPort();
    }

    /** The same schema by another way. */
    static PGSimpleDataSource through(int port, PGSimpleDataSource schema) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setPortNumbers(new int[] {port});
        database.setUser("postgres");
        database.setCurrentSchema(schema.getCurrentSchema());
        // What is frozen at log-in is given up.
        database.setLoginTimeout(5);
        return database;
    }

    /** A new, empty schema. Each connection is a new one. */
    static PGSimpleDataSource schema() {
        String schema = "latchkey_test_" + SCHEMAS.incrementAndGet();
        Sql.execute(Server.RUNNING.getPostgresDatabase(), "create schema " + schema);
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setPortNumbers(new int[] {Server.RUNNING.getPort()});
        database.setUser("postgres");
        database.setCurrentSchema(schema);
        return database;
    }

    static void discard(DataSource database) {
        String schema = Sql.query(database, "select current_schema()").get(0);
        Sql.execute(database, "drop schema " + schema + " cascade");
    }

    /** A pool as a host has it, on connections whose zone is neither UTC nor the JVM's. */
    static HikariDataSource pool(PGSimpleDataSource database) {
        HikariDataSource pool = new HikariDataSource();
        pool.setDataSource(database);
        pool.setMaximumPoolSize(8);
        pool.setConnectionInitSql("set time zone 'Pacific/Chatham'");
        return pool;
    }

    /** Empties the tables, which is faster than making them anew. */
    static void truncate(DataSource database) {
        Sql.execute(
                database,
                "truncate latchkey_key, latchkey_handle, latchkey_secret, latchkey_audit, latchkey_usage,"
                        + " latchkey_usage_day, latchkey_access_event");
    }
}
