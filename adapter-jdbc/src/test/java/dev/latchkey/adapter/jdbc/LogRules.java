package dev.latchkey.adapter.jdbc;

import static dev.latchkey.contract.fixture.Keys.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.contract.feed.ChangeLogContract;
import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.ports.ChangeLog;
import dev.latchkey.ports.ChangeLog.Change;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.StoreException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

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

    /** A restore of single tables and a switch-over by logical replication leave sequences behind their tables. */
    @Test
    void numbersThatBeginAgainAreRefusedWithTheirRemedyAndNoticedByARunningLog() {
        JdbcSchema.apply(database);
        KeyStore store = JdbcKeyStore.on(database);
        ChangeLog log = JdbcChangeLog.on(database);
        for (int i = 0; i < 3; i++) {
            inserted(store, Keys.issue(Keys.spec(), T0));
        }
        String remedy = "";
        for (int next : List.of(1, 2, 3)) {
            Sql.execute(database, "alter table latchkey_audit alter column number restart with " + next);
            for (ThrowingCallable call : List.<ThrowingCallable>of(
                    () -> log.from(1, 10), () -> JdbcChangeLog.on(database), () -> JdbcSchema.check(database))) {
                String message = assertThatThrownBy(call, "numbers from %d on", next)
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining("so changes would be hidden from polling. Run: ")
                        .actual()
                        .getMessage();
                remedy = message.replaceFirst(".* Run: ", "");
            }
            JdbcKeyStore.on(database);
        }

        Sql.execute(database, remedy);
        JdbcSchema.check(database);
        ApiKey last = inserted(store, Keys.issue(Keys.spec(), T0));
        assertThat(log.from(4, 10)).extracting(Change::keyId).containsExactly(last.id());
    }
}
