package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.Insertion;
import org.junit.jupiter.api.Test;

/**
 * The promise of the three finders: KS7.
 *
 * <p>If this fails, look at the conditions of the reads: they compare whole values, handles only of secrets that the
 * key carries now, and say nothing about expiry.
 */
abstract class FindRules extends StoreRules {
    @Test
    void ks7_anEmptyStoreFindsNothing() {
        assertThat(store.findById(Keys.id()).value()).isEmpty();
        assertThat(store.findByHandle(Keys.secret().handle()).value()).isEmpty();
        assertThat(store.findBySlot(Keys.TENANT, Scope.tenant(), "default").value())
                .isEmpty();
    }

    @Test
    void ks7_aKeyIsFoundByEveryHandleThatItCarriesAndByNoOther() {
        ApiKey first = insert(Keys.spec());
        ApiKey last = rotatePastTheFirst(first);

        assertThat(last.secrets()).hasSize(ApiKey.MAX_SECRETS);
        for (Secret secret : last.secrets()) {
            assertThat(elsewhere.findByHandle(secret.handle()).value()).contains(last);
        }
        assertThat(elsewhere.findByHandle(first.currentSecret().handle()).value())
                .isEmpty();
    }

    @Test
    void ks7_revokedExpiredAndSuspendedKeysAreFoundByHandleAndId() {
        ApiKey revoked = revoke(insert(Keys.spec()));
        ApiKey expired = insert(Keys.spec().expiresAt(at(1)));
        ApiKey suspended = replace(later(insert(Keys.spec())).suspend("test"));

        for (ApiKey key : new ApiKey[] {revoked, expired, suspended}) {
            assertThat(elsewhere.findByHandle(key.currentSecret().handle()).value())
                    .contains(key);
            assertThat(elsewhere.findById(key.id()).value()).contains(key);
        }
    }

    @Test
    void ks7_partsAndExtensionsOfAHandleFindNothing() {
        insert(Keys.spec(), Keys.secret("abcdefghijkl"));

        assertThat(elsewhere.findByHandle("abcdefghijk").value()).isEmpty();
        assertThat(elsewhere.findByHandle("abcdefghijklm").value()).isEmpty();
        assertThat(elsewhere.findByHandle("bcdefghijkl").value()).isEmpty();
    }

    @Test
    void ks7_aSlotHoldsTheKeyThatIsNotRevokedExpiredOrNot() {
        ApiKey recent = insert(Keys.issue(Keys.spec().slot("default"), at(9)));
        revoke(recent);
        ApiKey expired = insert(Keys.spec().slot("default").expiresAt(at(1)));

        assertThat(inSlotOf(expired)).as("though another was issued later").contains(expired);
    }

    @Test
    void ks7_theKeyThatWasRevokedLastIsFoundInItsSlotUntilItIsPurged() {
        ApiKey first = revoke(insert(Keys.issue(Keys.spec().slot("default"), at(1))));
        assertThat(inSlotOf(first)).contains(first);
        ApiKey second = insert(Keys.issue(Keys.spec().slot("default"), at(2)));
        ApiKey third = insert(Keys.issue(Keys.spec().slot("other"), at(3)));
        revoke(third);
        second = replace(second.by(Keys.ACTOR, at(5)).revoke("test"));

        assertThat(inSlotOf(first)).contains(second);
        assertThat(tryInsert(
                        Keys.issue(Keys.spec().slot("default").expiresAt(at(7)).permissions(Permissions.NONE), at(6))))
                .as("a slot whose last holder is revoked is free")
                .isEqualTo(Insertion.INSERTED);
        assertThat(store.purge(Keys.purge(at(100), 10))).isEqualTo(4);
        assertThat(inSlotOf(first)).isEmpty();
    }

    /** The nodes of a cluster have several clocks. */
    @Test
    void ks7_theLastHolderOfASlotIsTheOneOfTheHighestTurnWhateverClocksSay() {
        ApiKey first = revoke(insert(Keys.inTurn(Keys.issue(Keys.spec().slot("default"), at(5000)), 9)));
        Changed behind = Keys.inTurn(Keys.issue(Keys.spec().slot("default"), at(0)), 10);
        ApiKey second = replace(insert(behind).by(Keys.ACTOR, at(1)).revoke("test"));

        assertThat(inSlotOf(first)).contains(second);
        Changed third = Keys.inTurn(Keys.issue(Keys.spec().slot("default"), at(2)), 100);
        assertThat(inSlotOf(insert(third))).contains(third.next());
        ApiKey last = replace(third.next().by(Keys.ACTOR, at(3)).revoke("test"));
        assertThat(inSlotOf(first)).as("numbers are not compared as text").contains(last);
    }

    @Test
    void ks7_aSlotIsFoundByAllOfItsPartsAlone() {
        ApiKey key = insert(Keys.spec().slot("default"));

        assertThat(elsewhere.findBySlot("globex", key.scope(), "default").value())
                .isEmpty();
        assertThat(elsewhere
                        .findBySlot(key.tenant(), Scope.resource("n1"), "default")
                        .value())
                .isEmpty();
        assertThat(elsewhere.findBySlot(key.tenant(), key.scope(), "other").value())
                .isEmpty();
        assertThat(elsewhere.findBySlot(key.tenant(), key.scope(), "default ").value())
                .isEmpty();
        assertThat(elsewhere.findBySlot(key.tenant(), key.scope(), "DEFAULT").value())
                .isEmpty();
        assertThat(elsewhere.findBySlot(key.tenant(), key.scope(), "%").value()).isEmpty();
        assertThat(elsewhere.findBySlot("acm_", key.scope(), "default").value()).isEmpty();
    }
}
