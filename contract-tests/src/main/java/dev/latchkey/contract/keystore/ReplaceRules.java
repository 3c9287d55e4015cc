package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.UseBatch;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * The promises of {@code replace}: KS1 to KS3, KS5, and KS8.
 *
 * <p>If this fails, look at the condition of the update (it names the id and the previous version), at the number
 * of rows that your driver reports for it, and at what is done with the handles that the next version adds or drops.
 */
abstract class ReplaceRules extends StoreRules {
    @Test
    void ks1_ks2_aReplacedKeyIsSeenEverywhereTogetherWithItsEvent() {
        Changed issued = Keys.issue(Keys.spec().slot("default"), T0);
        ApiKey key = insert(issued);
        Changed rotated = Keys.changed(later(key).rotate(Keys.secret(), DAY));

        assertReplaced(rotated);
        assertThat(elsewhere.findById(key.id()).value()).contains(rotated.next());
        assertThat(elsewhere.findByHandle(key.currentSecret().handle()).value()).contains(rotated.next());
        assertThat(elsewhere
                        .findByHandle(rotated.next().currentSecret().handle())
                        .value())
                .contains(rotated.next());
        assertThat(inSlotOf(key)).contains(rotated.next());
        assertThat(listed(key).key()).isEqualTo(rotated.next());
        assertThat(history(key)).containsExactly(rotated.event(), issued.event());
    }

    @Test
    void ks8_everyPartOfAKeyThatCanChangeIsReplaced() {
        ApiKey key = insert(Keys.spec().slot("default"));
        for (Samples.Change change : Samples.CHANGES) {
            key = replace(change.of(later(key)));
            assertStored(key);
        }
    }

    @Test
    void ks5_aStaleVersionChangesNothing() {
        ApiKey first = insert(Keys.spec());
        Changed late = Keys.changed(later(first).rotate(Keys.secret(), DAY));
        ApiKey second = replace(later(first).revoke("test"));

        assertStale(late);
        assertStored(second);
        String refused = late.next().currentSecret().handle();
        assertThat(elsewhere.findByHandle(refused).value()).isEmpty();
        // Nor is the refused handle taken.
        insert(Keys.spec(), Keys.secret(refused));
    }

    @Test
    void ks5_theSameVersionAgainChangesNothing() {
        ApiKey key = insert(Keys.spec());
        Changed renamed = Keys.changed(later(key).rename("second"));

        assertReplaced(renamed);
        assertStale(renamed);
        assertStored(renamed.next());
    }

    @Test
    void ks5_aVersionAheadChangesNothing() {
        ApiKey key = insert(Keys.spec());
        ApiKey skipped = Keys.changed(later(key).rename("second")).next();

        assertStale(Keys.changed(later(skipped).rename("third")));
        assertStored(key);
    }

    @Test
    void ks5_aKeyThatIsNotThereIsNotReplaced() {
        Changed issued = Keys.issue(Keys.spec(), T0);

        assertStale(issued);
        assertAbsent(issued.next());
        assertStale(Keys.changed(later(issued.next()).rename("second")));
        assertAbsent(issued.next());
    }

    @Test
    void ks1_ks3_aTakenHandleChangesNothing() {
        ApiKey other = insert(KeySpec.of("globex", Scope.tenant(), "other"));
        ApiKey key = insert(Keys.spec());
        String handle = other.currentSecret().handle();

        assertHandleRefused(key, handle);
        assertThat(elsewhere.findByHandle(handle).value()).contains(other);
        // The key itself is free to go on.
        assertStored(rotate(key));
    }

    @Test
    void ks3_theHandleOfARevokedKeyStaysTaken() {
        ApiKey other = insert(Keys.spec());
        revoke(other);

        assertHandleRefused(insert(Keys.spec()), other.currentSecret().handle());
    }

    @Test
    void ks3_theHandleOfASecretThatAKeyNoLongerCarriesStaysTaken() {
        ApiKey other = insert(Keys.spec());
        rotatePastTheFirst(other);

        assertHandleRefused(insert(Keys.spec()), other.currentSecret().handle());
    }

    @Test
    void ks3_aHandleThatTheKeyItselfUsedBeforeStaysTaken() {
        ApiKey key = insert(Keys.spec());
        ApiKey last = rotatePastTheFirst(key);

        assertHandleRefused(last, key.currentSecret().handle());
    }

    @Test
    void ks13_usageIsNotTouched() {
        ApiKey key = insert(Keys.spec());
        store.recordUse(UseBatch.of(new KeyUse(key.id(), at(7), 3)));
        ApiKey revoked = revoke(rotate(key));

        assertThat(listed(revoked).lastUsedAt()).isEqualTo(at(7));
        assertThat(listed(revoked).uses()).isEqualTo(3);
    }

    @Test
    void ks5_aChangeOfOneKeyChangesNoOther() {
        ApiKey neighbour = insert(Keys.spec().slot("a"));
        ApiKey key = insert(Keys.spec().slot("b"));
        revoke(rotate(key));

        assertStored(neighbour);
        assertThat(inSlotOf(neighbour)).contains(neighbour);
    }

    private void assertHandleRefused(ApiKey key, String handle) {
        assertHandleTaken(Keys.changed(later(key).rotate(Keys.secret(handle), Duration.ZERO)));
        assertStored(key);
    }
}
