package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.NewKey;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * The promises of {@code list}: KS10 and KS11.
 *
 * <p>If this fails, look at the comparison with the last position (both of its parts count), at how ids are ordered
 * as text, and at whether filters are applied before a page is cut.
 */
abstract class ListRules extends StoreRules {
    private static final KeyQuery ALL = KeyQuery.of(Keys.TENANT, 100);

    /** Ids in the order of their text. Java's own order, which is signed, has them otherwise. */
    private static final List<String> IN_TEXT_ORDER = List.of(
            "00000000-0000-4000-8000-000000000000",
            "00000000-0000-4000-8000-000000000001",
            "00000000-0000-4000-bfff-ffffffffffff",
            "7fffffff-ffff-4fff-8000-000000000000",
            "80000000-0000-4000-8000-000000000000",
            "a0000000-0000-4000-8000-000000000000",
            "ffffffff-ffff-4fff-8000-000000000000",
            "ffffffff-ffff-4fff-bfff-ffffffffffff");

    @Test
    void ks10_anEmptyListHasNoMore() {
        assertThat(store.list(ALL)).isEqualTo(new Page<ListedKey>(List.of(), false));
    }

    @Test
    void ks10_theNewestComesFirst() {
        UUID middle = insertAt(at(5));
        UUID oldest = insertAt(at(4));
        UUID newest = insertAt(at(6));

        assertThat(ids(ALL)).containsExactly(newest, middle, oldest);
    }

    @Test
    void ks10_keysOfOneMillisecondComeInTheOrderOfTheTextOfTheirIds() {
        List<UUID> expected = new ArrayList<>();
        for (String text : IN_TEXT_ORDER) {
            expected.add(0, UUID.fromString(text));
        }
        for (int i : new int[] {3, 7, 0, 5, 1, 6, 2, 4}) {
            insert(Keys.issue(expected.get(i), Keys.spec(), Keys.secret(), T0));
        }

        assertThat(ids(ALL)).containsExactlyElementsOf(expected);
        for (int limit = 1; limit <= expected.size(); limit++) {
            assertThat(ids(KeyQuery.of(Keys.TENANT, limit)))
                    .as("by pages of %d", limit)
                    .isEqualTo(expected);
        }
    }

    @Test
    void ks10_aPageTellsWhetherMoreFollows() {
        insertAt(at(1));
        insertAt(at(2));
        insertAt(at(3));

        assertThat(store.list(KeyQuery.of(Keys.TENANT, 2)).items()).hasSize(2);
        assertMore(store.list(KeyQuery.of(Keys.TENANT, 2)));
        assertThat(store.list(KeyQuery.of(Keys.TENANT, 3)).items()).hasSize(3);
        assertNoMore(store.list(KeyQuery.of(Keys.TENANT, 3)));
        assertNoMore(store.list(KeyQuery.of(Keys.TENANT, 1000)));
    }

    @Test
    void ks10_nothingFollowsTheLastKey() {
        ApiKey key = insert(Keys.spec());
        KeyQuery next = ALL.after(new KeyQuery.Position(key.createdAt(), key.id()));

        assertThat(store.list(next)).isEqualTo(new Page<ListedKey>(List.of(), false));
    }

    @Test
    void ks10_whatIsInsertedMeanwhileNeitherRepeatsNorHidesAKey() {
        List<UUID> before = List.of(insertAt(at(40)), insertAt(at(30)), insertAt(at(20)), insertAt(at(10)));
        Page<ListedKey> first = store.list(KeyQuery.of(Keys.TENANT, 2));
        insertAt(at(50));
        insertAt(at(35));
        Page<ListedKey> second = store.list(
                KeyQuery.of(Keys.TENANT, 2).after(first.items().get(1).position()));

        assertThat(first.items()).extracting(listed -> listed.key().id()).isEqualTo(before.subList(0, 2));
        assertThat(second.items()).extracting(listed -> listed.key().id()).isEqualTo(before.subList(2, 4));
    }

    @Test
    void ks10_aPositionHoldsAfterItsKeyIsGone() {
        UUID oldest = insertAt(at(10));
        ApiKey middle = insert(Keys.issue(Keys.spec().expiresAt(at(21)), at(20)));
        insertAt(at(30));
        assertThat(store.purge(Keys.purge(at(100), 10))).isEqualTo(1);

        KeyQuery next = ALL.after(new KeyQuery.Position(middle.createdAt(), middle.id()));
        assertThat(ids(next)).containsExactly(oldest);
    }

    @Test
    void ks10_aChangeDoesNotMoveAKey() {
        ApiKey old = insert(Keys.issue(Keys.spec(), at(0)));
        UUID recent = insertAt(at(1));
        ApiKey changed = replace(old.by(Keys.ACTOR, at(2)).rotate(Keys.secret(), DAY));

        assertThat(allKeys(ALL)).extracting(listed -> listed.key().id()).containsExactly(recent, old.id());
        assertThat(listed(old)).isEqualTo(new ListedKey(changed, null, 0));
    }

    @Test
    void ks11_onlyTheTenantsOwnKeysAreListed() {
        UUID own = insertAt(T0);
        for (String other : List.of("Acme", "acme ", "acme2", "acm", "acm_", "%", "äcme")) {
            insert(KeySpec.of(other, Scope.tenant(), "k"));
        }

        assertThat(ids(ALL)).containsExactly(own);
    }

    @Test
    void ks11_keysOfEveryScopeAreListedDeadOrAlive() {
        ApiKey revoked = revoke(insert(Keys.issue(Keys.spec().slot("default"), at(3))));
        ApiKey expired = insert(Keys.issue(Keys.spec().expiresAt(at(3)), at(2)));
        ApiKey resource = insert(Keys.issue(KeySpec.of(Keys.TENANT, Scope.resource("n1"), "k"), at(1)));

        assertThat(ids(ALL)).containsExactly(revoked.id(), expired.id(), resource.id());
    }

    @Test
    void ks11_aSlotNameIsFilteredInEveryScope() {
        ApiKey revoked = revoke(insert(Keys.issue(Keys.spec().slot("default"), at(5))));
        ApiKey tenantWide = insert(Keys.issue(Keys.spec().slot("default"), at(4)));
        KeySpec onNumber = KeySpec.of(Keys.TENANT, Scope.resource("n1"), "k");
        ApiKey resource = insert(Keys.issue(onNumber.slot("default"), at(3)));
        insert(Keys.issue(Keys.spec().slot("other"), at(2)));
        insert(Keys.issue(Keys.spec().slot("Default"), at(2)));
        insert(Keys.issue(Keys.spec().slot("default "), at(2)));
        insertAt(at(1));

        assertThat(ids(ALL.slot("default"))).containsExactly(revoked.id(), tenantWide.id(), resource.id());
        assertThat(ids(KeyQuery.of(Keys.TENANT, 1).slot("default")))
                .containsExactly(revoked.id(), tenantWide.id(), resource.id());
        assertThat(ids(ALL.slot("default").aliveAt(at(9)))).containsExactly(tenantWide.id(), resource.id());
        assertThat(ids(ALL.slot("%"))).isEmpty();
    }

    @Test
    void ks11_keysAreListedByEachOfTheirIssuers() {
        ApiKey root = insert(Keys.issue(Keys.spec(), at(1)));
        ApiKey child = insert(issuedBy(List.of(root.id()), at(2)));
        ApiKey grandchild = insert(issuedBy(List.of(child.id(), root.id()), at(3)));
        ApiKey other = insert(issuedBy(List.of(root.id()), at(4)));
        insert(issuedBy(List.of(Keys.id()), at(5)));

        for (int limit = 1; limit <= 4; limit++) {
            KeyQuery query = KeyQuery.of(Keys.TENANT, limit);
            assertThat(ids(query.issuedBy(root.id())))
                    .as("by pages of %d", limit)
                    .containsExactly(other.id(), grandchild.id(), child.id());
            assertThat(ids(query.issuedBy(child.id()))).containsExactly(grandchild.id());
            assertThat(ids(query.issuedBy(grandchild.id()))).isEmpty();
        }
        assertThat(ids(KeyQuery.of("globex", 10).issuedBy(root.id())))
                .as("another tenant's")
                .isEmpty();

        revoke(root);
        revoke(child);
        assertThat(ids(ALL.issuedBy(root.id()))).containsExactly(other.id(), grandchild.id(), child.id());
        assertThat(ids(ALL.issuedBy(root.id()).aliveAt(at(50)))).containsExactly(other.id(), grandchild.id());
        assertThat(store.purge(Keys.purge(at(100), 10))).isEqualTo(2);
        assertThat(ids(ALL.issuedBy(root.id()))).containsExactly(other.id(), grandchild.id());
        assertThat(ids(ALL.issuedBy(child.id())))
                .as("of an issuer that is purged")
                .containsExactly(grandchild.id());
    }

    @Test
    void ks11_keysAreListedByTheBeginningOfAnyHandleThatTheyCarry() {
        ApiKey one = replace(insert(Keys.issue(Keys.id(), Keys.spec(), Keys.secret("beginning1"), at(1)))
                .by(Keys.ACTOR, at(9))
                .rotate(Keys.secret("beginning2"), DAY));
        ApiKey rotated = rotate(insert(Keys.issue(Keys.id(), Keys.spec(), Keys.secret("beginning10"), at(2))));
        ApiKey revoked = revoke(insert(Keys.issue(Keys.id(), Keys.spec(), Keys.secret("beginning"), at(3))));
        for (String other : List.of("beginninG1", "beginnin1", "Beginning1", "beginnioh", "abeginning1")) {
            insert(Keys.issue(Keys.id(), Keys.spec(), Keys.secret(other), at(4)));
        }
        insert(Keys.issue(Keys.id(), KeySpec.of("globex", Scope.tenant(), "k"), Keys.secret("beginning3"), at(5)));
        rotatePastTheFirst(insert(Keys.issue(Keys.id(), Keys.spec(), Keys.secret("beginning4"), at(6))));

        for (int limit = 1; limit <= 4; limit++) {
            KeyQuery query = KeyQuery.of(Keys.TENANT, limit);
            assertThat(ids(query.handle("beginning")))
                    .as("by pages of %d", limit)
                    .containsExactly(revoked.id(), rotated.id(), one.id());
            assertThat(ids(query.handle("beginning1"))).containsExactly(rotated.id(), one.id());
            assertThat(ids(query.handle("beginning2"))).containsExactly(one.id());
            assertThat(ids(query.handle("beginning").aliveAt(at(50)))).containsExactly(rotated.id(), one.id());
            assertThat(ids(query.handle("beginning").after(new KeyQuery.Position(rotated.createdAt(), rotated.id()))))
                    .containsExactly(one.id());
        }
        assertThat(ids(ALL.handle("beginninh"))).isEmpty();
        assertThat(ids(ALL.handle("beginning4"))).as("by a dropped handle").isEmpty();
        assertThat(ids(ALL.handle("zzzzzzzz"))).isEmpty();
        assertThat(store.purge(Keys.purge(at(100), 10))).isEqualTo(1);
        assertThat(ids(ALL.handle("beginning"))).containsExactly(rotated.id(), one.id());
    }

    private static Changed issuedBy(List<UUID> issuers, Instant at) {
        return NewKey.issue(Keys.id(), issuers, Keys.spec(), Keys.secret(), AuditAction.ISSUED, Keys.ACTOR, at);
    }

    @Test
    void ks11_theDeadAreLeftOutWhenAskedForTheLiving() {
        Instant expiry = at(1_000);
        UUID living = insertAt(at(5));
        ApiKey expiring = insert(Keys.issue(Keys.spec().expiresAt(expiry), at(4)));
        ApiKey suspended = insert(Keys.issue(Keys.spec(), at(3)));
        replace(suspended.by(Keys.ACTOR, at(6)).suspend("test"));
        ApiKey revoked = insert(Keys.issue(Keys.spec().expiresAt(expiry), at(2)));
        replace(revoked.by(Keys.ACTOR, at(900)).revoke("test"));

        assertThat(ids(ALL.aliveAt(expiry.minusMillis(1)))).containsExactly(living, expiring.id(), suspended.id());
        assertThat(ids(ALL.aliveAt(expiry))).as("at the instant of expiry").containsExactly(living, suspended.id());
        assertThat(ids(ALL.aliveAt(expiry.plus(Duration.ofDays(9))))).containsExactly(living, suspended.id());
        // Revocation holds whatever the clock says.
        assertThat(ids(ALL.aliveAt(at(7)))).containsExactly(living, expiring.id(), suspended.id());
        assertThat(ids(KeyQuery.of(Keys.TENANT, 1).aliveAt(expiry))).containsExactly(living, suspended.id());
    }

    @Test
    void ks10_theDeadThatAreLeftOutDoNotShortenAPage() {
        for (int i = 0; i < 10; i++) {
            revoke(insert(Keys.issue(Keys.spec(), at(100 + i))));
            insertAt(at(100 + i));
            revoke(insert(Keys.issue(Keys.spec(), at(i))));
        }
        Page<ListedKey> page = store.list(KeyQuery.of(Keys.TENANT, 10).aliveAt(at(500)));

        assertThat(page.items()).hasSize(10);
        assertNoMore(page);
        assertMore(store.list(KeyQuery.of(Keys.TENANT, 9).aliveAt(at(500))));
    }

    private UUID insertAt(Instant at) {
        return insert(Keys.issue(Keys.spec(), at)).id();
    }
}
