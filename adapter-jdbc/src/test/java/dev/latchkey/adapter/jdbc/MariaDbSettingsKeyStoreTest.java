package dev.latchkey.adapter.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.contract.keystore.KeyStoreContract;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.ports.KeyStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/**
 * At SERIALIZABLE, with the settings of both drivers that change how rows are counted and how statements are sent, and
 * with modes of SQL that change how texts are written and read, without the strict ones.
 */
@Tag("extended")
class MariaDbSettingsKeyStoreTest extends KeyStoreContract {
    private static final String SETTINGS = "useAffectedRows=true&rewriteBatchedStatements=true&useBulkStmts=true"
            + "&useServerPrepStmts=true&cachePrepStmts=true&allowMultiQueries=true"
            + "&sessionVariables=sql_mode='ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES,PAD_CHAR_TO_FULL_LENGTH,"
            + "HIGH_NOT_PRECEDENCE,IGNORE_SPACE,NO_AUTO_VALUE_ON_ZERO'";

    private static HikariDataSource pool;

    @BeforeAll
    static void start() {
        pool = MariaDb.pool(MariaDb.schema(SETTINGS));
        pool.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
        JdbcSchema.apply(pool);
    }

    @AfterAll
    static void stop() {
        if (pool != null) {
            pool.close();
        }
    }

    @Override
    protected KeyStore store() {
        MariaDb.empty(pool);
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
