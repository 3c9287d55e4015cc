package dev.latchkey.contract.keystore;

import dev.latchkey.contract.fixture.HostTransactions;
import dev.latchkey.ports.KeyStore;
import java.time.Duration;
import org.junit.jupiter.api.Nested;

/**
 * The contract of a {@link KeyStore} whose calls can join a transaction of the host: each of the promises that
 * {@link dev.latchkey.ports.Reply} numbers, as tests. Extend it beside {@link KeyStoreContract}. A store that is a
 * {@link dev.latchkey.ports.KeyVersions.Source} is asked for versions too.
 *
 * <p>The names of tests begin with the numbers of the promises that they try. The Javadoc of the class that declares a
 * test says where to look when it fails.
 */
public abstract class KeyStoreInTransactionsContract {
    /** Creates the contract, for the test of an adapter. */
    protected KeyStoreInTransactionsContract() {}

    /**
     * Makes the store under test. Called once for each test, before the other methods.
     *
     * @return an empty store, whose calls join the transactions of {@link #host()}. It waits for locks for a moment
     *     only, because tests meet some that nothing releases
     */
    protected abstract KeyStore store();

    /**
     * Makes a store on the same data that joins no transaction of {@link #host()}, as another node would have it.
     *
     * @return the other store
     */
    protected abstract KeyStore outside();

    /**
     * Returns the transactions of the host.
     *
     * @return the transactions
     */
    protected abstract HostTransactions host();

    /**
     * Returns how long a call may take that need not wait for anything.
     *
     * @return 30 seconds
     */
    protected Duration patience() {
        return Duration.ofSeconds(30);
    }

    @Nested
    class Joining extends JoiningRules {
        @Override
        KeyStoreInTransactionsContract contract() {
            return KeyStoreInTransactionsContract.this;
        }
    }

    @Nested
    class Uses extends JoiningUseRules {
        @Override
        KeyStoreInTransactionsContract contract() {
            return KeyStoreInTransactionsContract.this;
        }
    }

    @Nested
    class Versions extends JoiningVersionRules {
        @Override
        KeyStoreInTransactionsContract contract() {
            return KeyStoreInTransactionsContract.this;
        }
    }

    @Nested
    class Conflicts extends ConflictRules {
        @Override
        KeyStoreInTransactionsContract contract() {
            return KeyStoreInTransactionsContract.this;
        }
    }
}
