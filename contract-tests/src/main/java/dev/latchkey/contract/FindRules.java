package dev.latchkey.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.scope.Scope;
import org.junit.jupiter.api.Test;

/** What the three ways to find one key promise. */
abstract class FindRules extends StoreRules {
    @Test
    void anEmptyStoreFindsNothing() {
        assertThat(store.findById(Keys.id())).isEmpty();
        assertThat(store.findByHandle(Keys.secret().handle())).isEmpty();
        assertThat(store.findBySlot(Keys.TENANT, Scope.tenant(), "default")).isEmpty();
    }

    @Test
    void aKeyIsFoundByEveryHandleThatItCarriesAndByNoOther() {
        ApiKey first = insert(Keys.spec());
        ApiKey last = rotatePastTheFirst(first);

        assertThat(last.secrets()).hasSize(ApiKey.MAX_SECRETS);
        for (Secret secret : last.secrets()) {
            assertThat(elsewhere.findByHandle(secret.handle())).contains(last);
        }
        assertThat(elsewhere.findByHandle(first.newestSecret().handle())).isEmpty();
    }

    @Test
    void revokedExpiredAndSuspendedKeysAreFoundByHandleAndId() {
        ApiKey revoked = revoke(insert(Keys.spec()));
        ApiKey expired = insert(Keys.spec().expiresAt(at(1)));
        ApiKey suspended = replace(later(insert(Keys.spec())).suspend("test"));

        for (ApiKey key : new ApiKey[] {revoked, expired, suspended}) {
            assertThat(elsewhere.findByHandle(key.newestSecret().handle())).contains(key);
            assertThat(elsewhere.findById(key.id())).contains(key);
        }
    }

    @Test
    void partsAndExtensionsOfAHandleFindNothing() {
        insert(Keys.spec(), Keys.secret("abcdefghijkl"));

        assertThat(elsewhere.findByHandle("abcdefghijk")).isEmpty();
        assertThat(elsewhere.findByHandle("abcdefghijklm")).isEmpty();
        assertThat(elsewhere.findByHandle("bcdefghijkl")).isEmpty();
    }

    @Test
    void aSlotHoldsTheKeyThatIsNotRevokedExpiredOrNot() {
        ApiKey revoked = revoke(insert(Keys.spec().slot("default")));
        assertThat(inSlotOf(revoked)).isEmpty();

        ApiKey expired = insert(Keys.spec().slot("default").expiresAt(at(1)));
        assertThat(inSlotOf(expired)).contains(expired);
    }

    @Test
    void aSlotIsFoundByAllOfItsPartsAlone() {
        ApiKey key = insert(Keys.spec().slot("default"));

        assertThat(elsewhere.findBySlot("globex", key.scope(), "default")).isEmpty();
        assertThat(elsewhere.findBySlot(key.tenant(), Scope.resource("n1"), "default"))
                .isEmpty();
        assertThat(elsewhere.findBySlot(key.tenant(), key.scope(), "other")).isEmpty();
        assertThat(elsewhere.findBySlot(key.tenant(), key.scope(), "default ")).isEmpty();
        assertThat(elsewhere.findBySlot(key.tenant(), key.scope(), "DEFAULT")).isEmpty();
        assertThat(elsewhere.findBySlot(key.tenant(), key.scope(), "%")).isEmpty();
        assertThat(elsewhere.findBySlot("acm_", key.scope(), "default")).isEmpty();
    }
}
