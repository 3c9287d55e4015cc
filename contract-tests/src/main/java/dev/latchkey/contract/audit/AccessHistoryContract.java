package dev.latchkey.contract.audit;

import dev.latchkey.ports.AccessHistory;
import dev.latchkey.ports.AuditSink;
import org.junit.jupiter.api.Nested;

/**
 * The contract of an {@link AccessHistory}: each of its numbered promises as tests. Extend it, make a sink and its
 * history, and run it.
 *
 * <p>The names of tests begin with the numbers of the promises that they try: {@code ah1_...} is about AH1 in the
 * Javadoc of {@link AccessHistory}.
 */
public abstract class AccessHistoryContract {
    /** Creates the contract, for the test of an adapter. */
    protected AccessHistoryContract() {}

    /**
     * Makes the sink whose history is under test. Called once for each test.
     *
     * @return an empty sink
     */
    protected abstract AuditSink sink();

    /**
     * Returns the history of a sink, through another connection where there can be one. Called several times for a
     * test.
     *
     * @param sink what {@link #sink()} returned
     * @return its history
     */
    protected abstract AccessHistory history(AuditSink sink);

    /**
     * Rewrites the kind of all events that a sink kept, as a newer release would write a kind that is unknown here.
     *
     * @param sink what {@link #sink()} returned
     * @param newer the name of the kind
     * @return false if nothing is stored in a form that another release could write
     */
    protected boolean rewriteKinds(AuditSink sink, String newer) {
        return false;
    }

    @Nested
    class Listing extends AccessListRules {
        @Override
        AccessHistoryContract contract() {
            return AccessHistoryContract.this;
        }
    }

    @Nested
    class Forgetting extends AccessForgettingRules {
        @Override
        AccessHistoryContract contract() {
            return AccessHistoryContract.this;
        }
    }
}
