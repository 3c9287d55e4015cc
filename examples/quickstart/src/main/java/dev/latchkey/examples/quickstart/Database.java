package dev.latchkey.examples.quickstart;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.adapter.jdbc.JdbcAuditSink;
import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.adapter.jdbc.JdbcSchema;
import dev.latchkey.adapter.mongo.MongoAuditSink;
import dev.latchkey.adapter.mongo.MongoIndexes;
import dev.latchkey.adapter.mongo.MongoKeyStore;
import dev.latchkey.ports.AuditSink;
import dev.latchkey.ports.KeyStore;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/**
 * The database with its adapters. Each way brings the tables or indexes up to date itself: a host with its own
 * migrations would let them do that.
 *
 * @param keyStore the keys
 * @param auditSink refused attempts and revealed keys
 * @param connections ends them
 */
record Database(KeyStore keyStore, AuditSink auditSink, Runnable connections) implements AutoCloseable {
    private static final int SECONDS_TO_CONNECT = 5;
    private static final Logger POSTGRESQL_DRIVER = Logger.getLogger("org.postgresql");

    static Database open(Settings settings) {
        String store = settings.store();
        if (store == null) {
            return h2(settings);
        }
        Optional<JdbcServer> server = JdbcServer.of(store);
        if (server.isPresent()) {
            return server(server.get(), server.get().driverUrl(store));
        }
        if (store.startsWith("mongodb:") || store.startsWith("mongodb+srv:")) {
            return mongodb(store);
        }
        throw new StartupException(
                "-Dstore= names no database known here: it must begin with jdbc:postgresql:, jdbc:mariadb:, jdbc:mysql:"
                        + " or mongodb: (without -Dstore= the keys are in an H2 file in the folder of -Ddata=)",
                null);
    }

    private static Database h2(Settings settings) {
        // Without WRITE_DELAY=0 a commit reaches the file up to half a second later, and a killed process loses what it
        // had acknowledged; one that is killed while H2 compacts the file at its close can too.
        String url = "jdbc:h2:file:" + settings.data().resolve("latchkey") + ";WRITE_DELAY=0;MAX_COMPACT_TIME=0";
        JdbcConnectionPool pool = JdbcConnectionPool.create(url, "latchkey", "");
        return open(
                () -> jdbc(pool, pool::dispose),
                pool::dispose,
                failure -> DatabaseFailure.h2(settings.data(), failure));
    }

    private static Database server(JdbcServer server, String url) {
        // It writes to the console what its exceptions say too.
        POSTGRESQL_DRIVER.setLevel(Level.OFF);
        try {
            // The pool's own exception for such a URL shows the URL, and with it the password.
            DriverManager.getDriver(url);
        } catch (SQLException e) {
            throw new StartupException("-Dstore= is not a " + server.title() + " URL such as " + server.example(), e);
        }
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setConnectionTimeout(TimeUnit.SECONDS.toMillis(SECONDS_TO_CONNECT));
        Function<RuntimeException, StartupException> why = failure -> DatabaseFailure.server(server, failure);
        HikariDataSource pool = open(() -> new HikariDataSource(config), () -> {}, why);
        return open(() -> jdbc(pool, pool::close), pool::close, why);
    }

    private static Database jdbc(DataSource pool, Runnable connections) {
        JdbcSchema.apply(pool);
        return new Database(JdbcKeyStore.on(pool), JdbcAuditSink.on(pool), connections);
    }

    private static Database mongodb(String url) {
        ConnectionString parsed;
        try {
            parsed = new ConnectionString(url);
        } catch (IllegalArgumentException e) {
            throw new StartupException(
                    "-Dstore= is not a MongoDB URL such as mongodb://user:password@host:27017/database,"
                            + " with special characters percent-encoded",
                    e);
        } catch (MongoException e) { // mongodb+srv: asks the name servers
            throw new StartupException(
                    "cannot look up the host of -Dstore=: correct it (" + StartupException.rootCause(e) + ")", e);
        }
        String name = parsed.getDatabase() == null ? "latchkey" : parsed.getDatabase();
        MongoClient client = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(parsed)
                .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(SECONDS_TO_CONNECT, TimeUnit.SECONDS))
                .build());
        return open(
                () -> mongodb(client.getDatabase(name), client::close),
                client::close,
                failure -> DatabaseFailure.mongodb(client, failure));
    }

    private static Database mongodb(MongoDatabase database, Runnable connections) {
        MongoIndexes.ensure(database);
        return new Database(MongoKeyStore.on(database), MongoAuditSink.on(database), connections);
    }

    /**
     * Opens a database, or explains why it cannot. Catches every exception, because each driver and pool has its own.
     */
    private static <T> T open(
            Supplier<T> opening, Runnable connections, Function<RuntimeException, StartupException> why) {
        try {
            return opening.get();
        } catch (RuntimeException e) {
            StartupException explained = why.apply(e);
            connections.run();
            throw explained;
        }
    }

    @Override
    public void close() {
        connections.run();
    }
}
