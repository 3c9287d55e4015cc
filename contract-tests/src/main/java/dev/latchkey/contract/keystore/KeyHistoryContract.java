package dev.latchkey.contract.keystore;

import dev.latchkey.ports.KeyHistory;
import dev.latchkey.ports.KeyStore;
import org.junit.jupiter.api.Nested;

/**
 * The contract of a {@link KeyHistory}: each of its numbered promises as tests. Extend it, make a store and its
 * history, and run it.
 *
 * <p>The names of tests begin with the numbers of the promises that they try: {@code kh1_...} is about KH1 in the
 * Javadoc of {@link KeyHistory}.
 */
public abstract class KeyHistoryContract {
    /** Creates the contract, for the test of an adapter. */
    protected KeyHistoryContract() {}

    /**
     * Makes the store whose history is under test. Called once for each test.
     *
     * @return an empty store
     */
    protected abstract KeyStore store();

    /**
     * Returns the history of a store, through another connection where there can be one.
     *
     * @param store what {@link #store()} returned
     * @return its history
     */
    protected abstract KeyHistory history(KeyStore store);

    @Nested
    class ReadingUsage extends DailyUsageRules {
        @Override
        KeyHistoryContract contract() {
            return KeyHistoryContract.this;
        }
    }

    @Nested
    class Forgetting extends ForgettingRules {
        @Override
        KeyHistoryContract contract() {
            return KeyHistoryContract.this;
        }
    }
}
