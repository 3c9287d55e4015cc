package dev.latchkey.examples.quickstart;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
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
import dev.latchkey.ports.StoreException;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/**
 * The database, and what an adapter makes of it. Each way brings the tables or indexes up to date itself: a host with migrations of its own would let them do that.
 *
 * @param keyStore the keys
 * @param auditSink refused attempts and revealed keys
 * @param connections ends them
 */
record Database(KeyStore keyStore, AuditSink auditSink, Runnable connections) implements AutoCloseable {
    private static final int SECONDS_TO_CONNECT = 5;

    static Database open(Settings settings) {
        String store = settings.store();
        if (store == null) {
            return h2(settings);
        }
        if (store.startsWith("jdbc:postgresql:")) {
            return postgresql(store);
        }
        if (store.startsWith("mongodb:") || store.startsWith("mongodb+srv:")) {
            return mongodb(store);
        }
        throw new StartupException("-Dstore= must begin with jdbc:postgresql: or mongodb:", null);
    }

    private static Database h2(Settings settings) {
        // Without WRITE_DELAY=0 a commit reaches the file up to half a second later, and a killed process loses what it
        // had acknowledged; one that is killed while H2 compacts the file at its close can too.
        String url = "jdbc:h2:file:" + settings.data().resolve("latchkey") + ";WRITE_DELAY=0;MAX_COMPACT_TIME=0";
        JdbcConnectionPool pool = JdbcConnectionPool.create(url, "latchkey", "");
        return jdbc(pool, pool::dispose, "the database in " + settings.data() + ": is it in use by another process?");
    }

    private static Database postgresql(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setConnectionTimeout(TimeUnit.SECONDS.toMillis(SECONDS_TO_CONNECT));
        config.setInitializationFailTimeout(-1);
        HikariDataSource pool = new HikariDataSource(config);
        return jdbc(pool, pool::close, "the PostgreSQL of -Dstore=");
    }

    private static Database jdbc(DataSource pool, Runnable connections, String what) {
        try {
            JdbcSchema.apply(pool);
            return new Database(JdbcKeyStore.on(pool), JdbcAuditSink.on(pool), connections);
        } catch (StoreException e) {
            connections.run();
            throw new StartupException("cannot open " + what, e);
        }
    }

    private static Database mongodb(String url) {
        try {
            ConnectionString parsed = new ConnectionString(url);
            String name = parsed.getDatabase() == null ? "latchkey" : parsed.getDatabase();
            MongoClient client = MongoClients.create(MongoClientSettings.builder()
                    .applyConnectionString(parsed)
                    .applyToClusterSettings(
                            cluster -> cluster.serverSelectionTimeout(SECONDS_TO_CONNECT, TimeUnit.SECONDS))
                    .build());
            return mongodb(client.getDatabase(name), client::close);
        } catch (IllegalArgumentException e) {
            throw new StartupException("-Dstore= is no MongoDB URL", e);
        }
    }

    private static Database mongodb(MongoDatabase database, Runnable connections) {
        try {
            MongoIndexes.ensure(database);
            return new Database(MongoKeyStore.on(database), MongoAuditSink.on(database), connections);
        } catch (StoreException e) {
            connections.run();
            throw new StartupException("cannot open the MongoDB of -Dstore=", e);
        }
    }

    @Override
    public void close() {
        connections.run();
    }
}
