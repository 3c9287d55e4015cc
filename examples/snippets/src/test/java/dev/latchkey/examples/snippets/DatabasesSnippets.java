package dev.latchkey.examples.snippets;

import dev.latchkey.adapter.jdbc.H2File;
import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.adapter.jdbc.JdbcSchema;
import dev.latchkey.ports.KeyStore;
import java.sql.SQLException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.mariadb.jdbc.MariaDbDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The snippets of the page about databases, to the letter. */
final class DatabasesSnippets {
    private DatabasesSnippets() {}

    // spotless:off
    static KeyStore h2() {
        // snippet: h2
        DataSource h2 = JdbcConnectionPool.create(
                "jdbc:h2:file:./data/keys;WRITE_DELAY=0;MAX_COMPACT_TIME=0", "latchkey", "");
        JdbcSchema.apply(h2);
        KeyStore store = JdbcKeyStore.on(h2);
        // end
        return store;
    }

    static KeyStore postgresql() {
        // snippet: postgresql
        PGSimpleDataSource postgres = new PGSimpleDataSource();
        postgres.setURL("jdbc:postgresql://localhost/keys");
        JdbcSchema.apply(postgres);
        KeyStore store = JdbcKeyStore.on(postgres);
        // end
        return store;
    }

    static KeyStore mariadb() throws SQLException {
        // snippet: mariadb
        MariaDbDataSource mariadb = new MariaDbDataSource("jdbc:mariadb://localhost/keys");
        JdbcSchema.apply(mariadb);
        KeyStore store = JdbcKeyStore.on(mariadb);
        // end
        return store;
    }

    static void tables(DataSource dataSource) {
        // snippet: tables
        JdbcSchema.apply(dataSource);
        // end
    }

    static void flyway(DataSource dataSource) {
        // snippet: flyway
        Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:dev/latchkey/adapter/jdbc/postgresql")
                .table("latchkey_schema_history")
                .baselineOnMigrate(true)
                .load()
                .migrate();
        // end
    }

    static Future<?> compaction(ScheduledExecutorService scheduler, DataSource dataSource) {
        // snippet: compaction
        ScheduledFuture<?> compaction = scheduler.scheduleWithFixedDelay(
                () -> H2File.compact(dataSource), 1, 1, TimeUnit.MINUTES);
        // end
        return compaction;
    }
    // spotless:on
}
