package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Origin;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.TenantMark;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.Page;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The end of a tenant, and the walk over all keys: KS17 to KS19.
 *
 * <p>If this fails, look at whether insertions read the mark where they see the latest commit, and at whether marks are
 * compared by the version that they replace.
 */
abstract class TenantRules extends ThreadedRules {
    @Test
    void ks17_aTenantThatWasNeverEndedHasNoMark() {
        insert(Keys.spec());

        assertThat(elsewhere.findTenantMark(Keys.TENANT).value()).isEmpty();
    }

    @Test
    void ks17_anEndedTenantTakesNoKeyUntilItIsReopened() {
        ApiKey before = insert(Keys.spec());
        mark(end(Keys.TENANT, 1));

        for (KeySpec spec :
                List.of(Keys.spec(), Keys.spec().slot("default"), KeySpec.of(Keys.TENANT, Scope.resource("n1"), "k"))) {
            Changed refused = Keys.issue(spec, T0);
            assertThat(elsewhere.insert(refused.next(), refused.event()).value())
                    .isEqualTo(Insertion.TENANT_ENDED);
            assertAbsent(refused.next());
        }
        for (String other : List.of("Acme", "acme ", "acme2", "acm", "%")) {
            insert(KeySpec.of(other, Scope.tenant(), "k"));
        }
        ApiKey revoked = replace(later(before).revoke("ended"));
        assertThat(elsewhere.findById(before.id()).value()).contains(revoked);

        Changed later = Keys.issue(Keys.spec(), T0);
        assertThat(tryInsert(later)).isEqualTo(Insertion.TENANT_ENDED);
        mark(reopen(Keys.TENANT, 2));
        assertThat(elsewhere.insert(later.next(), later.event()).value())
                .as("what was refused before")
                .isEqualTo(Insertion.INSERTED);
        mark(end(Keys.TENANT, 3));
        assertThat(tryInsert(Keys.issue(Keys.spec(), T0))).isEqualTo(Insertion.TENANT_ENDED);
    }

    /**
     * The one that ends a tenant revokes what it lists afterwards. Those that insert keys look for the mark
     * afterwards.
     */
    @Test
    void ks17_noKeyThatIsInsertedWhileItsTenantIsEndedIsOverlooked() {
        repeat(round -> {
            String tenant = "tenant " + round;
            List<Changed> issued = eachThread(i -> Keys.issue(spec(round), T0));
            List<List<UUID>> seen =
                    all(i -> i == 0 ? endAndList(storeOf(i), tenant) : insertAndLook(storeOf(i), issued.get(i)));
            List<UUID> overlooked = new ArrayList<>(
                    seen.subList(1, seen.size()).stream().flatMap(List::stream).toList());
            overlooked.removeAll(seen.get(0));
            assertThat(overlooked)
                    .as("keys of an ended tenant that nobody revokes")
                    .isEmpty();
        });
    }

    private List<UUID> endAndList(KeyStore node, String tenant) {
        assertThat(node.markTenant(end(tenant, 1)).value()).isEqualTo(Replacement.REPLACED);
        return node.list(KeyQuery.of(tenant, 1000)).items().stream()
                .map(listed -> listed.key().id())
                .toList();
    }

    /** Returns the key if it is stored and the mark is not found. */
    private static List<UUID> insertAndLook(KeyStore node, Changed issued) {
        Insertion insertion = node.insert(issued.next(), issued.event()).value();
        assertThat(insertion).isIn(Insertion.INSERTED, Insertion.TENANT_ENDED);
        boolean marked = node.findTenantMark(issued.next().tenant()).value().isPresent();
        return insertion == Insertion.INSERTED && !marked
                ? List.of(issued.next().id())
                : List.of();
    }

    @Test
    void ks18_aMarkIsReplacedByTheNextVersionAndByNoOther() {
        assertThat(store.markTenant(end(Keys.TENANT, 2)).value()).isEqualTo(Replacement.STALE);
        assertThat(elsewhere.findTenantMark(Keys.TENANT).value()).isEmpty();
        mark(end(Keys.TENANT, 1));
        assertThat(store.markTenant(end(Keys.TENANT, 1)).value()).isEqualTo(Replacement.STALE);
        assertThat(store.markTenant(reopen(Keys.TENANT, 3)).value()).isEqualTo(Replacement.STALE);
        assertThat(elsewhere.findTenantMark(Keys.TENANT).value()).contains(end(Keys.TENANT, 1));
        mark(reopen(Keys.TENANT, 2));
        assertThat(store.markTenant(end(Keys.TENANT, 2)).value()).isEqualTo(Replacement.STALE);
        mark(end("globex", 1));

        assertThat(elsewhere.findTenantMark(Keys.TENANT).value()).contains(reopen(Keys.TENANT, 2));
        assertThat(elsewhere.findTenantMark("acm").value()).isEmpty();
        assertThat(events())
                .containsExactly(
                        reopen(Keys.TENANT, 2).event(), end(Keys.TENANT, 1).event());
    }

    @Test
    void ks18_aMarkIsKeptExactlyAsItWasGiven() {
        Origin origin = Origin.of("2001:db8::1").requestId("request 1").named();
        for (TenantMark mark : List.of(
                new TenantMark("Ünïcode 🗝", 1, true, at(7), "left, \\u0041 'and' \"quoted\"", Actor.host("billing")),
                new TenantMark(
                        "Ünïcode 🗝", 2, false, at(9), "", Actor.key(Keys.id()).from(origin)),
                new TenantMark("Ünïcode 🗝", 3, true, at(8), "x".repeat(500), Actor.user("ada")))) {
            mark(mark);
            assertThat(elsewhere.findTenantMark(mark.tenant()).value()).contains(mark);
        }
        assertThat(allEvents(AuditQuery.of("Ünïcode 🗝", 10)))
                .extracting(AuditEvent::action)
                .containsExactly(AuditAction.TENANT_REOPENED, AuditAction.TENANT_ENDED, AuditAction.TENANT_ENDED);
    }

    @Test
    void ks18_oneOfSeveralMarksOfOneVersionIsTaken() {
        repeat(round -> {
            String tenant = "tenant " + round;
            for (int version = 1; version <= 2; version++) {
                int next = version;
                List<Replacement> answers = all(i -> storeOf(i)
                        .markTenant(new TenantMark(tenant, next, next == 1, T0, "by " + i, Keys.ACTOR))
                        .value());
                assertThat(Collections.frequency(answers, Replacement.REPLACED)).isEqualTo(1);
                assertThat(elsewhere.findTenantMark(tenant).value())
                        .map(TenantMark::reason)
                        .contains("by " + answers.indexOf(Replacement.REPLACED));
            }
        });
    }

    @Test
    void ks19_aWalkOverAllKeysHasEachOnceInTheOrderOfTheTextOfItsId() {
        assertThat(store.all(null, 10)).isEqualTo(new Page<ApiKey>(List.of(), false));
        List<ApiKey> keys = new ArrayList<>();
        for (String id : List.of(
                "7fffffff-ffff-4fff-8000-000000000000",
                "80000000-0000-4000-8000-000000000000",
                "ffffffff-ffff-4fff-bfff-ffffffffffff",
                "00000000-0000-0000-0000-000000000000")) {
            KeySpec spec = KeySpec.of("tenant of " + id, Scope.resource("n1"), "k");
            keys.add(insert(Keys.issue(UUID.fromString(id), spec, Keys.secret(), T0)));
        }
        insert(Keys.spec().expiresAt(at(1)));
        assertThat(store.purge(Keys.purge(at(2), 10))).isEqualTo(1);
        keys.set(0, revoke(keys.get(0)));
        keys.set(1, rotate(keys.get(1)));
        mark(end("tenant of nothing", 1));

        List<ApiKey> expected = Stream.of(3, 0, 1, 2).map(keys::get).toList();
        for (int limit = 1; limit <= 5; limit++) {
            assertThat(walk(limit)).as("by pages of %d", limit).isEqualTo(expected);
        }
    }

    private List<ApiKey> walk(int limit) {
        List<ApiKey> all = new ArrayList<>();
        @Nullable UUID last = null;
        boolean more = true;
        while (more) {
            Page<ApiKey> page = elsewhere.all(last, limit);
            assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
            more = page.more();
            assertThat(page.items()).as("a page with more to follow").hasSizeGreaterThanOrEqualTo(more ? limit : 0);
            for (ApiKey key : page.items()) {
                all.add(key);
                last = key.id();
            }
        }
        return all;
    }

    private void mark(TenantMark mark) {
        assertThat(store.markTenant(mark).value()).as("mark %s", mark).isEqualTo(Replacement.REPLACED);
    }

    private List<AuditEvent> events() {
        List<AuditEvent> events = allEvents(AuditQuery.of(Keys.TENANT, 100));
        assertThat(allEvents(AuditQuery.of(Keys.TENANT, 100).key(TenantMark.id(Keys.TENANT))))
                .isEqualTo(events);
        return events;
    }

    private static TenantMark end(String tenant, long version) {
        return new TenantMark(tenant, version, true, at(version), "left", Keys.ACTOR);
    }

    private static TenantMark reopen(String tenant, long version) {
        return new TenantMark(tenant, version, false, at(version), "", Keys.ACTOR);
    }
}
