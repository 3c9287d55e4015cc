package dev.latchkey.examples.quickstart;

import dev.latchkey.adapter.jdbc.JdbcAuditSink;
import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.adapter.jdbc.JdbcSchema;
import dev.latchkey.ports.spi.AuditSink;
import dev.latchkey.ports.spi.KeyStore;
import dev.latchkey.ports.spi.StoreException;
import java.nio.file.Path;
import org.h2.jdbcx.JdbcConnectionPool;

/**
 * The H2 file and what the adapter makes of it.
 *
 * @param pool the connections
 * @param keyStore the keys
 * @param auditSink refused attempts and revealed keys
 */
record Database(JdbcConnectionPool pool, KeyStore keyStore, AuditSink auditSink) implements AutoCloseable {
    /** Opens the file, or creates it, and brings the schema up to date: a host with migrations of its own would let them do that. */
    static Database open(Path folder) {
        // Without WRITE_DELAY=0 a commit reaches the file up to half a second later, and a killed process loses what it
        // had acknowledged.
        String url = "jdbc:h2:file:" + folder.resolve("latchkey") + ";WRITE_DELAY=0";
        JdbcConnectionPool pool = JdbcConnectionPool.create(url, "latchkey", "");
        try {
            JdbcSchema.apply(pool);
            return new Database(pool, JdbcKeyStore.on(pool), JdbcAuditSink.on(pool));
        } catch (StoreException e) {
            pool.dispose();
            throw new StartupException(
                    "cannot open the database in " + folder + ": is it in use by another process?", e);
        }
    }

    @Override
    public void close() {
        pool.dispose();
    }
}
