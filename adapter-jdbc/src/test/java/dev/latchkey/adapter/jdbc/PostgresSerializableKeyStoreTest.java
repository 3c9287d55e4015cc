package dev.latchkey.adapter.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.contract.keystore.KeyStoreContract;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.ports.KeyStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;

/** At SERIALIZABLE, and without prepared statements, as behind a proxy that shares connections between transactions. */
@Tag("extended")
class PostgresSerializableKeyStoreTest extends KeyStoreContract {
    private static HikariDataSource pool;

    @BeforeAll
    static void start() {
        PGSimpleDataSource database = Postgres.schema();
        database.setPreferQueryMode(PreferQueryMode.SIMPLE);
        // Then the driver does not count the rows of a batch that inserts.
        database.setReWriteBatchedInserts(true);
        pool = Postgres.pool(database);
        pool.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
        JdbcSchema.apply(pool);
    }

    @AfterAll
    static void stop() {
        pool.close();
    }

    @Override
    protected KeyStore store() {
        Postgres.truncate(pool);
        return JdbcKeyStore.on(pool);
    }

    @Override
    protected KeyStore another(KeyStore store) {
        return JdbcKeyStore.on(pool);
    }

    @Override
    protected boolean rewrite(KeyStore store, ApiKey key, String text, String newer) {
        return Rewriting.rewrite(pool, key, text, newer);
    }
}
