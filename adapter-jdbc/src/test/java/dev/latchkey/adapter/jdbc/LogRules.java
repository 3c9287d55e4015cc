package dev.latchkey.adapter.jdbc;

import dev.latchkey.contract.feed.ChangeLogContract;
import dev.latchkey.ports.ChangeLog;
import dev.latchkey.ports.KeyStore;
import org.junit.jupiter.api.Nested;

/** The log of changes. */
abstract class LogRules extends AdapterRules {
    @Nested
    class Log extends ChangeLogContract {
        @Override
        protected KeyStore store() {
            JdbcSchema.apply(database);
            return JdbcKeyStore.on(database);
        }

        @Override
        protected ChangeLog log(KeyStore changing) {
            return JdbcChangeLog.on(database);
        }
    }
}
