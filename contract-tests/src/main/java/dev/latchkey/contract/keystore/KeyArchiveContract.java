package dev.latchkey.contract.keystore;

import dev.latchkey.ports.KeyArchive;
import dev.latchkey.ports.KeyHistory;
import dev.latchkey.ports.KeyStore;
import org.junit.jupiter.api.Nested;

/**
 * The contract of a {@link KeyArchive}: each of its numbered promises as tests. Extend it, make a store that keeps a
 * history too, and its archive, and run it.
 *
 * <p>The names of tests begin with the numbers of the promises that they try: {@code ka1_...} is about KA1 in the
 * Javadoc of {@link KeyArchive}.
 */
public abstract class KeyArchiveContract {
    /** Creates the contract, for the test of an adapter. */
    protected KeyArchiveContract() {}

    /**
     * Makes the store whose archive is under test. Called once for each test.
     *
     * @return an empty store, which is a {@link KeyHistory.Source}
     */
    protected abstract KeyStore store();

    /**
     * Returns the archive of a store, through another connection where there can be one.
     *
     * @param store what {@link #store()} returned
     * @return its archive
     */
    protected abstract KeyArchive archive(KeyStore store);

    @Nested
    class Reading extends ArchiveReadingRules {
        @Override
        KeyArchiveContract contract() {
            return KeyArchiveContract.this;
        }
    }

    @Nested
    class Restoring extends RestoringRules {
        @Override
        KeyArchiveContract contract() {
            return KeyArchiveContract.this;
        }
    }

    @Nested
    class RefusingToRestore extends RestoringRefusalRules {
        @Override
        KeyArchiveContract contract() {
            return KeyArchiveContract.this;
        }
    }

    @Nested
    class Adding extends ArchiveAddingRules {
        @Override
        KeyArchiveContract contract() {
            return KeyArchiveContract.this;
        }
    }
}
