package dev.latchkey.adapter.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.support.PostgresServer;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A real PostgreSQL server, one for all tests of a JVM, which ends with it. Each test has a schema to itself. What
 * tests look for on the server bears the name of that schema, so that nothing of another test is taken for their own.
 */
final class Postgres {
    private static final AtomicInteger NAMES = new AtomicInteger();

    private Postgres() {}

    /** Started when it is first asked for. */
    private static final class Server {
        private static final PostgresServer RUNNING = PostgresServer.start(Map.of(
                // Nothing here has to survive anything.
                "fsync",
                "off",
                "full_page_writes",
                "off",
                "max_connections",
                "60",
                // Tests provoke deadlocks, which the server looks for only after a wait of a second.
                "deadlock_timeout",
                "50ms"));
    }

    static int port() {
        return Server.RUNNING.port();
    }

    /** The same schema by another way. */
    static PGSimpleDataSource through(int port, PGSimpleDataSource schema) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setPortNumbers(new int[] {port});
        database.setUser("postgres");
        database.setDatabaseName(schema.getDatabaseName());
        database.setCurrentSchema(schema.getCurrentSchema());
        // What is frozen at log-in is given up.
        database.setLoginTimeout(5);
        return database;
    }

    /** A new, empty schema. Each connection is a new one. */
    static PGSimpleDataSource schema() {
        return schemaOf("postgres");
    }

    /** A new database of its own name, for tests that listen: notifications reach every schema of a database. */
    static String database() {
        String name = "latchkey_test_database_" + NAMES.incrementAndGet();
        Sql.execute(on("postgres"), "create database " + name);
        return name;
    }

    static PGSimpleDataSource schemaOf(String databaseName) {
        PGSimpleDataSource database = on(databaseName);
        String schema = "latchkey_test_" + NAMES.incrementAndGet();
        Sql.execute(database, "create schema " + schema);
        database.setCurrentSchema(schema);
        return database;
    }

    private static PGSimpleDataSource on(String databaseName) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setPortNumbers(new int[] {port()});
        database.setUser("postgres");
        database.setDatabaseName(databaseName);
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

    /** Started when it is first asked for. */
    private static final class Tables {
        private static final HikariDataSource POOL = pool(schema());

        static {
            JdbcSchema.apply(POOL);
        }
    }

    /** The empty tables of a schema that is there once for all tests that only use its tables, one after the other. */
    static DataSource tables() {
        truncate(Tables.POOL);
        return Tables.POOL;
    }

    /** Empties the tables, which is faster than making them anew. */
    static void truncate(DataSource database) {
        Sql.execute(
                database,
                "truncate latchkey_key, latchkey_tenant, latchkey_issued, latchkey_tag, latchkey_handle,"
                        + " latchkey_secret,"
                        + " latchkey_audit, latchkey_usage, latchkey_secret_use, latchkey_usage_day,"
                        + " latchkey_usage_writer, latchkey_access_event");
    }
}
