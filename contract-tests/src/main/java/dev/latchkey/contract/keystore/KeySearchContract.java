package dev.latchkey.contract.keystore;

import dev.latchkey.ports.KeySearch;
import dev.latchkey.ports.KeyStore;
import org.junit.jupiter.api.Nested;

/**
 * The contract of a {@link KeySearch}: each of its numbered promises as tests. Extend it, make a store and its search,
 * and run it.
 *
 * <p>The names of tests begin with the numbers of the promises that they try: {@code se1_...} is about SE1 in the
 * Javadoc of {@link KeySearch}.
 */
public abstract class KeySearchContract {
    /** Creates the contract, for the test of an adapter. */
    protected KeySearchContract() {}

    /**
     * Makes the store that is searched. Called once for each test.
     *
     * @return an empty store
     */
    protected abstract KeyStore store();

    /**
     * Returns the search of a store, through another connection where there can be one.
     *
     * @param store what {@link #store()} returned
     * @return its search
     */
    protected abstract KeySearch search(KeyStore store);

    @Nested
    class Searching extends SearchRules {
        @Override
        KeySearchContract contract() {
            return KeySearchContract.this;
        }
    }

    @Nested
    class Edges extends SearchEdgeRules {
        @Override
        KeySearchContract contract() {
            return KeySearchContract.this;
        }
    }

    @Nested
    class LastUses extends LastUseRules {
        @Override
        KeySearchContract contract() {
            return KeySearchContract.this;
        }
    }

    @Nested
    class AtRandom extends RandomSearchRules {
        @Override
        KeySearchContract contract() {
            return KeySearchContract.this;
        }
    }
}
