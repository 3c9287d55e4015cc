package dev.latchkey.contract.keystore;

import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyVersions;
import org.junit.jupiter.api.Nested;

/**
 * The contract of {@link KeyVersions}: each of its numbered promises as tests, with a race among them. Extend it, make
 * a store and its versions, and run it.
 *
 * <p>The names of tests begin with the numbers of the promises that they try: {@code kv1_...} is about KV1 in the
 * Javadoc of {@link KeyVersions}.
 */
public abstract class KeyVersionsContract {
    /** Creates the contract, for the test of an adapter. */
    protected KeyVersionsContract() {}

    /**
     * Makes the store whose keys have the versions. Called once for each test.
     *
     * @return an empty store
     */
    protected abstract KeyStore store();

    /**
     * Returns the versions of the keys of a store, through another connection where there can be one.
     *
     * @param store what {@link #store()} returned
     * @return its versions
     */
    protected abstract KeyVersions versions(KeyStore store);

    @Nested
    class Versions extends VersionRules {
        @Override
        KeyVersionsContract contract() {
            return KeyVersionsContract.this;
        }
    }
}
