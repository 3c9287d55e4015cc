package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.KeyQuery;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The promises of {@code insert}: KS1 to KS4 and KS16.
 *
 * <p>If this fails, look at the constraints or keys that make a handle and an occupied slot unique, at how a
 * violated one becomes an answer, and at whether the key, its handles, and its event are written in one transaction.
 */
abstract class InsertRules extends StoreRules {
    private static final KeySpec IN_SLOT = Keys.spec().slot("default");

    @Test
    void ks1_ks2_anInsertedKeyIsSeenEverywhereTogetherWithItsEvent() {
        Changed issued = Keys.issue(IN_SLOT, T0);
        ApiKey key = insert(issued);

        assertThat(elsewhere.findById(key.id()).value()).contains(key);
        assertThat(elsewhere.findByHandle(key.currentSecret().handle()).value()).contains(key);
        assertThat(inSlotOf(key)).contains(key);
        assertThat(ids(KeyQuery.of(key.tenant(), 10))).containsExactly(key.id());
        assertThat(history(key)).containsExactly(issued.event());
    }

    @Test
    void ks1_ks3_aTakenHandleIsToldAndNothingIsTaken() {
        ApiKey first = insert(Keys.spec());
        Changed second =
                Keys.issue(Keys.id(), IN_SLOT, Keys.secret(first.currentSecret().handle()), T0);

        assertThat(tryInsert(second)).isEqualTo(Insertion.HANDLE_TAKEN);
        assertAbsent(second.next());
        assertThat(elsewhere.findByHandle(first.currentSecret().handle()).value())
                .contains(first);
        // Nor is the slot taken.
        insert(IN_SLOT);
    }

    @Test
    void ks3_aHandleIsTakenInEveryTenant() {
        ApiKey first = insert(Keys.spec());
        KeySpec other = KeySpec.of("globex", Scope.tenant(), "theirs");

        assertThat(tryInsert(Keys.issue(
                        Keys.id(), other, Keys.secret(first.currentSecret().handle()), T0)))
                .isEqualTo(Insertion.HANDLE_TAKEN);
    }

    @Test
    void ks3_theHandleOfARetiredSecretStaysTaken() {
        ApiKey first = insert(Keys.spec());
        rotate(first);

        assertHandleTaken(first.currentSecret().handle());
    }

    @Test
    void ks3_theHandleOfARevokedKeyStaysTaken() {
        ApiKey first = insert(Keys.spec());
        revoke(first);

        assertHandleTaken(first.currentSecret().handle());
    }

    @Test
    void ks3_theHandleOfASecretThatTheKeyNoLongerCarriesStaysTaken() {
        ApiKey first = insert(Keys.spec());
        rotatePastTheFirst(first);

        assertHandleTaken(first.currentSecret().handle());
    }

    @Test
    void ks3_handlesThatDifferInCaseAreDifferent() {
        ApiKey lower = insert(Keys.spec(), Keys.secret("abcdefgh"));
        ApiKey upper = insert(Keys.spec(), Keys.secret("ABCDEFGH"));

        assertThat(elsewhere.findByHandle("abcdefgh").value()).contains(lower);
        assertThat(elsewhere.findByHandle("ABCDEFGH").value()).contains(upper);
        assertThat(elsewhere.findByHandle("Abcdefgh").value()).isEmpty();
    }

    @Test
    void ks1_ks4_aTakenSlotIsToldAndNothingIsTaken() {
        ApiKey first = insert(IN_SLOT);
        Changed second = Keys.issue(IN_SLOT, T0);

        assertThat(tryInsert(second)).isEqualTo(Insertion.SLOT_TAKEN);
        assertAbsent(second.next());
        assertThat(inSlotOf(first)).contains(first);
        // Nor is the handle taken.
        insert(Keys.spec(), second.next().currentSecret());
    }

    @Test
    void ks1_whenHandleAndSlotAreTakenNothingIsTaken() {
        ApiKey first = insert(IN_SLOT);
        Changed second =
                Keys.issue(Keys.id(), IN_SLOT, Keys.secret(first.currentSecret().handle()), T0);

        assertThat(tryInsert(second)).isIn(Insertion.HANDLE_TAKEN, Insertion.SLOT_TAKEN);
        assertAbsent(second.next());
    }

    @Test
    void ks4_aTurnOfASlotIsTakenOnceAlsoWhenItsKeyIsRevoked() {
        revoke(insert(Keys.inTurn(Keys.issue(IN_SLOT, T0), 7)));
        Changed late = Keys.inTurn(Keys.issue(IN_SLOT, at(1)), 7);

        assertThat(tryInsert(late))
                .as("a second successor of one key, made without regard to the first")
                .isEqualTo(Insertion.SLOT_TAKEN);
        assertAbsent(late.next());
        insert(Keys.inTurn(Keys.issue(IN_SLOT.slot("other"), T0), 7));
        insert(Keys.inTurn(Keys.issue(IN_SLOT, at(1)), 8));
    }

    @Test
    void ks4_suspendedAndExpiredKeysKeepTheirSlot() {
        ApiKey suspended = insert(IN_SLOT);
        replace(later(suspended).suspend("test"));
        insert(Keys.spec().slot("short").expiresAt(at(1)));

        assertThat(tryInsert(Keys.issue(IN_SLOT, at(10)))).isEqualTo(Insertion.SLOT_TAKEN);
        assertThat(tryInsert(Keys.issue(Keys.spec().slot("short"), at(10)))).isEqualTo(Insertion.SLOT_TAKEN);
    }

    @Test
    void ks4_revocationFreesTheSlotAndEachNextKeyTakesIt() {
        for (int i = 0; i < 3; i++) {
            ApiKey key = insert(IN_SLOT);
            assertThat(tryInsert(Keys.issue(IN_SLOT, T0))).isEqualTo(Insertion.SLOT_TAKEN);
            revoke(key);
            assertThat(inSlotOf(key).filter(ApiKey::occupiesSlot)).isEmpty();
        }
    }

    @Test
    void ks4_aSlotIsUniqueWithinItsTenantAndScopeAlone() {
        List<KeySpec> places = List.of(
                KeySpec.of("acme", Scope.tenant(), "k").slot("default"),
                KeySpec.of("acme", Scope.tenant(), "k").slot("Default"),
                KeySpec.of("acme", Scope.tenant(), "k").slot("default "),
                KeySpec.of("acme", Scope.tenant(), "k").slot(" default"),
                KeySpec.of("Acme", Scope.tenant(), "k").slot("default"),
                KeySpec.of("acme ", Scope.tenant(), "k").slot("default"),
                KeySpec.of("acme", Scope.resource("n1"), "k").slot("default"),
                KeySpec.of("acme", Scope.resource("N1"), "k").slot("default"),
                KeySpec.of("acme", Scope.resource("n1 "), "k").slot("default"),
                KeySpec.of("globex", Scope.resource("n1"), "k").slot("default"));
        List<ApiKey> keys = places.stream().map(this::insert).toList();

        for (ApiKey key : keys) {
            assertThat(inSlotOf(key)).contains(key);
        }
        for (KeySpec place : places) {
            assertThat(tryInsert(Keys.issue(place, T0))).as("%s", place).isEqualTo(Insertion.SLOT_TAKEN);
        }
    }

    /**
     * However a store writes the scope or joins the three parts into one: no resource is taken for the tenant or for
     * another's.
     */
    @Test
    void ks4_noResourceIdIsMistakenForAnotherPlace() {
        ApiKey tenantWide = insert(IN_SLOT);
        for (String id : List.of("tenant", "TENANT", "null", "*", "-", "%", "_", "''", "acme", "default", "0", "\\N")) {
            ApiKey key = insert(KeySpec.of("acme", Scope.resource(id), "k").slot("default"));
            assertThat(elsewhere
                            .findBySlot("acme", Scope.resource(id), "default")
                            .value())
                    .contains(key);
        }
        for (String joint : List.of(":", "/", "|", ",", ".", "#", "-", " ", "\u00a0", "\u2028")) {
            insert(KeySpec.of("a" + joint + "b", Scope.resource("c"), "k").slot("d"));
            insert(KeySpec.of("a", Scope.resource("b" + joint + "c"), "k").slot("d"));
            insert(KeySpec.of("a", Scope.resource("b"), "k").slot("c" + joint + "d"));
        }
        assertThat(elsewhere.findBySlot("acme", Scope.tenant(), "default").value())
                .contains(tenantWide);
    }

    @Test
    void ks4_keysWithoutASlotAreAsManyAsOneLikes() {
        List<ApiKey> keys = List.of(insert(Keys.spec()), insert(Keys.spec()), insert(Keys.spec()));

        assertThat(ids(KeyQuery.of(Keys.TENANT, 10)))
                .containsExactlyInAnyOrderElementsOf(
                        keys.stream().map(ApiKey::id).toList());
    }

    @Test
    void ks16_aTakenIdFailsAndChangesNothing() {
        ApiKey first = insert(IN_SLOT);
        Changed second = Keys.issue(first.id(), KeySpec.of("globex", Scope.tenant(), "other"), Keys.secret(), at(5));

        assertThatThrownBy(
                        () -> tryInsert(second),
                        "insertion of a second key with the id %s",
                        second.next().id())
                .isInstanceOf(StoreException.class);
        assertStored(first);
        assertThat(elsewhere
                        .findByHandle(second.next().currentSecret().handle())
                        .value())
                .isEmpty();
        assertThat(ids(KeyQuery.of("globex", 10))).isEmpty();
    }

    private void assertHandleTaken(String handle) {
        Changed second = Keys.issue(Keys.id(), Keys.spec(), Keys.secret(handle), T0);
        assertThat(tryInsert(second)).isEqualTo(Insertion.HANDLE_TAKEN);
        assertAbsent(second.next());
    }
}
