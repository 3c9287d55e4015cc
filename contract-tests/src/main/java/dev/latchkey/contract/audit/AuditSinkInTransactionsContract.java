package dev.latchkey.contract.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.HostTransactions;
import dev.latchkey.contract.fixture.HostTransactions.Isolation;
import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.ports.AuditSink;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.AccessEvent;
import dev.latchkey.ports.query.AccessEvent.Kind;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The contract of an {@link AuditSink} that shares connections with the transactions of a host: what is recorded while
 * one is open stays also if it is rolled back, or is refused. Extend it beside {@link AuditSinkContract}.
 */
public abstract class AuditSinkInTransactionsContract {
    private AuditSink sink;
    private HostTransactions host;

    /** Creates the contract, for the test of an adapter. */
    protected AuditSinkInTransactionsContract() {}

    /**
     * Makes the sink under test. Called once for each test, before the other methods.
     *
     * @return an empty sink, whose connections are those of the transactions of {@link #host()} while one is open
     */
    protected abstract AuditSink sink();

    /**
     * Reads what the sink kept, outside of every transaction.
     *
     * @return all of it, in any order
     */
    protected abstract List<AccessEvent> kept();

    /**
     * Returns the transactions of the host.
     *
     * @return the transactions
     */
    protected abstract HostTransactions host();

    @BeforeEach
    void open() {
        sink = sink();
        host = host();
    }

    @Test
    void aRevealThatWasRecordedStaysIfTheHostRollsBack() {
        assertStaysOrIsRefused(Kind.REVEALED, false);
    }

    @Test
    void aRevealThatWasRecordedStaysIfTheHostCommits() {
        assertStaysOrIsRefused(Kind.REVEALED, true);
    }

    @Test
    void anAttemptThatWasRecordedStaysIfTheHostRollsBack() {
        assertStaysOrIsRefused(Kind.REFUSED, false);
        assertStaysOrIsRefused(Kind.LIMITED, false);
    }

    @Test
    void anAttemptThatWasRecordedStaysIfTheHostCommits() {
        assertStaysOrIsRefused(Kind.REFUSED, true);
        assertStaysOrIsRefused(Kind.LIMITED, true);
    }

    @Test
    void whatAnotherThreadRecordsHasNothingToDoWithTheTransaction() {
        host.rollBack(
                Isolation.READ_COMMITTED,
                () -> CompletableFuture.runAsync(() -> sink.record(List.of(event(Kind.REVEALED))))
                        .join());

        assertThat(kept()).containsExactly(event(Kind.REVEALED));
    }

    @Test
    void afterTheTransactionEventsAreKept() {
        host.rollBack(Isolation.READ_COMMITTED, () -> record(Kind.REVEALED));
        int before = kept().size();
        sink.record(List.of(event(Kind.REVEALED)));

        assertThat(kept()).hasSize(before + 1);
    }

    private void assertStaysOrIsRefused(Kind kind, boolean commits) {
        for (Isolation isolation : Isolation.values()) {
            int before = kept().size();
            AtomicBoolean recorded = new AtomicBoolean();
            Runnable work = () -> recorded.set(record(kind));
            if (commits) {
                host.commit(isolation, work);
            } else {
                host.rollBack(isolation, work);
            }
            assertThat(kept())
                    .as("%s at %s, recorded: %s, committed: %s", kind, isolation, recorded, commits)
                    .hasSize(before + (recorded.get() ? 2 : 0));
        }
    }

    /** Returns false if the sink refuses. */
    private boolean record(Kind kind) {
        try {
            sink.record(List.of(event(kind), event(kind)));
            return true;
        } catch (StoreException e) {
            assertThat(e).message().isNotBlank();
            return false;
        }
    }

    private static AccessEvent event(Kind kind) {
        return new AccessEvent(Keys.T0, kind, "test", Keys.TENANT, null, "192.0.2.1", null, 1);
    }
}
