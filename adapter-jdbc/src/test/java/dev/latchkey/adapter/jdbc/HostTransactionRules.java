package dev.latchkey.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.contract.audit.AuditSinkInTransactionsContract;
import dev.latchkey.contract.fixture.HostTransactions;
import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.contract.keystore.KeyStoreInTransactionsContract;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.AuditSink;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.RateLimiter;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.AccessEvent;
import dev.latchkey.support.BoundDataSource;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The contracts of what joins transactions of a host, with transactions that are bound to threads. */
abstract class HostTransactionRules extends AdapterRules {
    BoundDataSource host;

    @BeforeEach
    void makeTables() {
        JdbcSchema.apply(database);
        host = new BoundDataSource(database);
    }

    /** The message is what a host sees that reveals keys in a transaction. */
    @Test
    void aSinkThatIsInTheTransactionSaysWhatToDo() {
        JdbcAuditSink sink = JdbcAuditSink.on(host.proxy());
        host.commit(connection -> assertThatThrownBy(
                        () -> sink.record(List.of(new AccessEvent(
                                Keys.T0, AccessEvent.Kind.REVEALED, "shown", null, null, null, null, 1))),
                        "recording in a transaction")
                .hasMessageContaining("Reveal keys outside of the transaction")
                .hasMessageContaining("JdbcAuditSink.on(Jdbi.create(dataSource))"));

        assertThat(AccessEvents.of(database)).isEmpty();
    }

    /** The message is what a log shows of a buffer that writes in a transaction. */
    @Test
    void aStoreThatIsInTheTransactionSaysWhyItRecordsNoUses() {
        KeyStore store = JdbcKeyStore.on(host.proxy());
        UseBatch batch = UseBatch.of(new KeyUse(Keys.id(), Keys.T0, 1));
        host.commit(connection -> assertThatThrownBy(() -> store.recordUse(batch), "recording in a transaction")
                .isInstanceOf(StoreException.class)
                .hasMessage(
                        "Could not record the use of 1 keys: a transaction of the host is open, whose rollback would"
                                + " undo it. Record uses outside of the transaction, as Latchkey.flush() does"));
    }

    /** A limiter has transactions of its own, and no other connection than the host's to make them on. */
    void assertLeavesTheTransactionToTheHost(Function<DataSource, RateLimiter> maker) {
        List<RateLimit> limits = List.of(new RateLimit(2, 1, Duration.ofHours(1)));
        RateLimiter limiter = maker.apply(host.proxy());
        KeyStore store = JdbcKeyStore.on(host.proxy());
        Changed issued = Keys.issue(Keys.spec(), Keys.T0);
        assertThat(limiter.take("a", limits).remaining()).isEqualTo(1);
        host.rollBack(connection -> {
            inserted(store, issued);
            assertThatThrownBy(() -> limiter.take("a", limits), "counting in a transaction of the host")
                    .isInstanceOf(StoreException.class)
                    .rootCause()
                    .hasMessageContaining("Give the rate limiter the pool itself");
        });

        assertThat(store.findById(issued.next().id()).value()).isEmpty();
        assertThat(limiter.take("a", limits).remaining()).isZero();
    }

    @Nested
    class Stores extends KeyStoreInTransactionsContract {
        @Override
        protected KeyStore store() {
            return JdbcKeyStore.on(host.proxy());
        }

        @Override
        protected KeyStore outside() {
            return JdbcKeyStore.on(database);
        }

        @Override
        protected HostTransactions host() {
            return new ThreadTransactions(host);
        }
    }

    @Nested
    class Sinks extends AuditSinkInTransactionsContract {
        @Override
        protected AuditSink sink() {
            return JdbcAuditSink.on(host.proxy());
        }

        @Override
        protected List<AccessEvent> kept() {
            return AccessEvents.of(database);
        }

        @Override
        protected HostTransactions host() {
            return new ThreadTransactions(host);
        }
    }

    /** As a host has it that works beside the transactions of its framework. */
    @Nested
    class SinksOnOtherConnections extends AuditSinkInTransactionsContract {
        @Override
        protected AuditSink sink() {
            return JdbcAuditSink.on(database);
        }

        @Override
        protected List<AccessEvent> kept() {
            return AccessEvents.of(database);
        }

        @Override
        protected HostTransactions host() {
            return new ThreadTransactions(host);
        }
    }
}
