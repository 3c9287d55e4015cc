package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.UseBatch;
import org.junit.jupiter.api.Nested;

/**
 * The contract of a {@link KeyStore}: each of its numbered promises as tests, with races and a comparison with a model
 * among them. Extend it, make a store, and run it.
 *
 * <p>The names of tests begin with the numbers of the promises that they try: {@code ks3_...} is about KS3 in the
 * Javadoc of {@link KeyStore}. The Javadoc of the class that declares a test says where to look when it fails.
 *
 * <p>Tests use many tenants and no clock. They run one after another, each on a store of its own.
 *
 * <p>Where a setting of the connection changes what a driver answers, run the contract once for each value that a host
 * may choose. Examples are whether an update counts the rows that it found or those that it changed, and whether a
 * batch counts rows at all.
 */
public abstract class KeyStoreContract {
    private static final boolean LONG = Boolean.getBoolean("latchkey.long");

    /** Creates the contract, for the test of an adapter. */
    protected KeyStoreContract() {}

    /**
     * Makes the store under test. Called once for each test.
     *
     * @return an empty store
     */
    protected abstract KeyStore store();

    /**
     * Makes another handle on the same data, such as another node would have: what was written through one must be read
     * through the other.
     *
     * @param store what {@link #store()} returned
     * @return a second instance without any state in common but the database; the same one where there cannot be
     *     another
     */
    protected KeyStore another(KeyStore store) {
        return store;
    }

    /**
     * Replaces a text in what is stored of a key or of its events, past the store, as a newer release would have
     * written it. The newer text has as many characters.
     *
     * @param store what {@link #store()} returned
     * @param key the key
     * @param text a text that stands in a member of the key or of one of its events
     * @param newer the text to put in its place
     * @return whether it was replaced; false for a store that keeps no text, as one in memory may
     */
    protected boolean rewrite(KeyStore store, ApiKey key, String text, String newer) {
        return false;
    }

    /**
     * Makes the store fail to record uses of one key. Uses of other keys in the same batch may be recorded all the same
     * if the store writes them one by one. By default, the key gets so many uses that a count of 64 bits can take no
     * more, which is enough for a database that notices.
     *
     * @param store what {@link #store()} returned
     * @param key the key, which was never used
     * @return what mends the store again, so that the batch can be recorded; the key may be gone afterwards
     */
    protected Runnable breakUses(KeyStore store, ApiKey key) {
        store.recordUse(UseBatch.of(new KeyUse(key.id(), Keys.T0, Long.MAX_VALUE)));
        return () -> {
            Changed revoked = Keys.changed(key.by(Keys.ACTOR, Keys.T0).revoke("broken"));
            assertThat(store.replace(revoked.next(), revoked.event()).value()).isEqualTo(Replacement.REPLACED);
            assertThat(store.purge(Keys.purge(Keys.T0.plusMillis(1), 1))).isEqualTo(1);
        };
    }

    /**
     * Returns how many threads race.
     *
     * @return at least 2
     */
    protected int threads() {
        return 8;
    }

    /**
     * Returns how often each race is run.
     *
     * @return 30, or with {@code -Dlatchkey.long=true} 1000
     */
    protected int rounds() {
        return LONG ? 1_000 : 30;
    }

    /**
     * Returns how many random steps are compared with the model, in each of several runs.
     *
     * @return 200, or with {@code -Dlatchkey.long=true} 10000
     */
    protected int steps() {
        return LONG ? 10_000 : 200;
    }

    @Nested
    class Inserting extends InsertRules {
        @Override
        KeyStoreContract contract() {
            return KeyStoreContract.this;
        }
    }

    @Nested
    class Replacing extends ReplaceRules {
        @Override
        KeyStoreContract contract() {
            return KeyStoreContract.this;
        }
    }

    @Nested
    class Finding extends FindRules {
        @Override
        KeyStoreContract contract() {
            return KeyStoreContract.this;
        }
    }

    @Nested
    class Fidelity extends FidelityRules {
        @Override
        KeyStoreContract contract() {
            return KeyStoreContract.this;
        }
    }

    @Nested
    class LifecycleFidelity extends LifecycleFidelityRules {
        @Override
        KeyStoreContract contract() {
            return KeyStoreContract.this;
        }
    }

    @Nested
    class EventFidelity extends EventFidelityRules {
        @Override
        KeyStoreContract contract() {
            return KeyStoreContract.this;
        }
    }

    @Nested
    class TimeZones extends ZoneRules {
        @Override
        KeyStoreContract contract() {
            return KeyStoreContract.this;
        }
    }

    @Nested
    class Listing extends ListRules {
        @Override
        KeyStoreContract contract() {
            return KeyStoreContract.this;
        }
    }

    @Nested
    class Auditing extends AuditRules {
        @Override
        KeyStoreContract contract() {
            return KeyStoreContract.this;
        }
    }

    @Nested
    class RecordingUse extends UsageRules {
        @Override
        KeyStoreContract contract() {
            return KeyStoreContract.this;
        }
    }

    @Nested
    class RepeatingUse extends RepeatedUseRules {
        @Override
        KeyStoreContract contract() {
            return KeyStoreContract.this;
        }
    }

    @Nested
    class Purging extends PurgeRules {
        @Override
        KeyStoreContract contract() {
            return KeyStoreContract.this;
        }
    }

    @Nested
    class RecordingExpiry extends ExpiryRules {
        @Override
        KeyStoreContract contract() {
            return KeyStoreContract.this;
        }
    }

    @Nested
    class RecordingEvents extends EventRules {
        @Override
        KeyStoreContract contract() {
            return KeyStoreContract.this;
        }
    }

    @Nested
    class Racing extends RaceRules {
        @Override
        KeyStoreContract contract() {
            return KeyStoreContract.this;
        }
    }

    @Nested
    class Crossing extends CrossingRules {
        @Override
        KeyStoreContract contract() {
            return KeyStoreContract.this;
        }
    }

    @Nested
    class Concurrency extends TrafficRules {
        @Override
        KeyStoreContract contract() {
            return KeyStoreContract.this;
        }
    }

    @Nested
    class EndingTenants extends TenantRules {
        @Override
        KeyStoreContract contract() {
            return KeyStoreContract.this;
        }
    }

    @Nested
    class NewerReleases extends ReleaseRules {
        @Override
        KeyStoreContract contract() {
            return KeyStoreContract.this;
        }
    }

    @Nested
    class AnsweringLikeTheModel extends ModelRules {
        @Override
        KeyStoreContract contract() {
            return KeyStoreContract.this;
        }
    }
}
