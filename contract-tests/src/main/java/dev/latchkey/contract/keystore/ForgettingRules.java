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
import dev.latchkey.ports.Pseudonym;
import dev.latchkey.ports.Purge;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.TenantMark;
import dev.latchkey.ports.query.AuditQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * The promises about events that are removed, and about users that are removed from them: KH4, KH5 and KH6.
 *
 * <p>If this fails, look at which instant bounds the removal (that of the purge, not that of each event), at keys that
 * are still stored, and at where a user stands: as the actor, in the values of members, and in the marks of tenants.
 */
abstract class ForgettingRules extends HistoryRules {
    private static final Actor ADA =
            new Actor(Actor.Kind.USER, "ada@example.org", new Origin("2001:db8::1", "request 1", true));

    @Test
    void kh4_allEventsOfAKeyGoOnceItsPurgeIsOldEnough() {
        ApiKey first = purged(Keys.spec(), T0.plusSeconds(10));
        ApiKey second = purged(Keys.spec(), T0.plusSeconds(20));
        ApiKey living = insert(Keys.spec());
        ApiKey revoked = replace(by(insert(Keys.spec()), T0).revoke("test"));

        assertThat(history.forgetChanges(T0.plusSeconds(10), 100)).isZero();
        assertThat(history.forgetChanges(T0.plusSeconds(20), 100)).isEqualTo(1);
        assertThat(events(first)).isEmpty();
        assertThat(events(second)).hasSize(3);
        assertThat(history.forgetChanges(T0.plusSeconds(9999), 100)).isEqualTo(1);
        assertThat(history.forgetChanges(T0.plusSeconds(9999), 100)).as("again").isZero();
        assertThat(events(second)).isEmpty();
        assertThat(events(living)).hasSize(1);
        assertThat(events(revoked)).hasSize(2);
    }

    @Test
    void kh4_noMoreKeysLoseTheirEventsThanTheLimitAndThoseThatWerePurgedFirst() {
        List<ApiKey> keys = new ArrayList<>();
        for (int i = 5; i > 0; i--) {
            keys.add(0, purged(Keys.spec(), T0.plusSeconds(i)));
        }

        assertThat(history.forgetChanges(T0.plusSeconds(99), 2)).isEqualTo(2);
        assertThat(keys.stream().map(key -> events(key).size())).containsExactly(0, 0, 3, 3, 3);
        assertThat(history.forgetChanges(T0.plusSeconds(99), 2)).isEqualTo(2);
        assertThat(history.forgetChanges(T0.plusSeconds(99), 2)).isEqualTo(1);
    }

    @Test
    void kh5_theEventsOfATenantGoButThoseOfStoredKeysStay() {
        ApiKey gone = purged(Keys.spec(), T0);
        ApiKey others = purged(KeySpec.of("other", Scope.tenant(), "a key"), T0);
        ApiKey stored = replace(by(insert(Keys.spec()), T0).revoke("test"));
        TenantMark mark = mark(Keys.TENANT, 1, ADA, "moved away");

        assertThat(history.forgetTenant(Keys.TENANT, 100)).isEqualTo(4);
        assertThat(events(gone)).isEmpty();
        assertThat(store.audit(AuditQuery.of(Keys.TENANT, 100)).items())
                .extracting(AuditEvent::keyId)
                .containsOnly(stored.id())
                .hasSize(2);
        assertThat(events(others)).hasSize(3);
        assertThat(store.findTenantMark(Keys.TENANT).value()).contains(mark.bare());
        assertThat(history.forgetTenant(Keys.TENANT, 100)).as("again").isZero();
        assertThat(history.forgetTenant("nobody", 100)).isZero();
    }

    @Test
    void kh5_noMoreEventsAreRemovedThanTheLimit() {
        ApiKey gone = purged(Keys.spec(), T0);
        ApiKey goneToo = purged(Keys.spec(), T0);
        insert(Keys.spec());

        assertThat(history.forgetTenant(Keys.TENANT, 4)).isEqualTo(4);
        assertThat(events(gone).size() + events(goneToo).size()).isEqualTo(2);
        assertThat(history.forgetTenant(Keys.TENANT, 4)).isEqualTo(2);
    }

    @Test
    void kh5_aForgottenTenantStaysEndedAndItsMarkGoesOn() {
        mark(Keys.TENANT, 1, ADA, "moved away");
        assertThat(history.forgetTenant(Keys.TENANT, 100)).isEqualTo(1);

        Changed issued = Keys.issue(Keys.spec(), T0);
        assertThat(store.insert(issued.next(), issued.event()).value()).isEqualTo(Insertion.TENANT_ENDED);
        TenantMark reopened = mark(Keys.TENANT, 2, ADA, "");
        assertThat(store.findTenantMark(Keys.TENANT).value()).contains(reopened);
        assertThat(store.insert(issued.next(), issued.event()).value()).isEqualTo(Insertion.INSERTED);
    }

    @Test
    void kh6_aUserIsReplacedWhereverItActedAndNothingElseChanges() {
        ApiKey key = insert(Keys.spec());
        ApiKey renamed = replace(key.by(ADA, T0.plusMillis(1)).rename("first"));
        ApiKey again =
                replace(renamed.by(Actor.host(ADA.id()), T0.plusMillis(2)).rename("second"));
        replace(again.by(Actor.user(ADA.id() + "2"), T0.plusMillis(3)).revoke("told by " + ADA.id()));
        TenantMark mark = mark("other", 1, ADA, "moved away");
        List<AuditEvent> before = events(key);
        Pseudonym pseudonym = new Pseudonym(ADA.id(), "a user who left", 100);

        assertThat(history.replaceUser(pseudonym)).isEqualTo(2);
        List<AuditEvent> after = events(key);
        assertThat(after.get(2)).isEqualTo(withActor(before.get(2), pseudonym));
        assertThat(after).element(0).isEqualTo(before.get(0));
        assertThat(after).element(1).isEqualTo(before.get(1));
        assertThat(after).element(3).isEqualTo(before.get(3));
        assertThat(store.findTenantMark("other").value())
                .contains(new TenantMark("other", 1, true, T0, "moved away", replacement(pseudonym)));
        assertThat(store.audit(AuditQuery.of("other", 9)).items()).containsExactly(withActor(mark.event(), pseudonym));
        assertThat(history.replaceUser(pseudonym)).as("again").isZero();
    }

    @Test
    void kh6_aUserIsReplacedInTheValuesOfMembers() {
        ApiKey key = insert(KeySpec.of(Keys.TENANT, Scope.tenant(), "ada"));
        ApiKey renamed = replace(by(key, T0).rename("adam"));
        ApiKey back = replace(by(renamed, T0).rename("ada"));
        replace(by(back, T0).rename("=ada"));

        assertThat(history.replaceUser(new Pseudonym("ada", "someone", 100))).isEqualTo(4);
        assertThat(events(key).stream()
                        .flatMap(event -> event.changes().stream())
                        .filter(change -> change.member().equals("name"))
                        .map(change -> change.before() + " " + change.after()))
                .containsExactly("someone =ada", "adam someone", "someone adam", "null someone");
        assertThat(store.findById(key.id()).value().orElseThrow().name()).isEqualTo("=ada");
    }

    @Test
    void kh6_noMoreEventsAreChangedThanTheLimit() {
        for (int i = 0; i < 5; i++) {
            ApiKey key = insert(Keys.spec());
            replace(key.by(ADA, T0).rename("other"));
        }

        Pseudonym pseudonym = new Pseudonym(ADA.id(), "someone", 3);
        assertThat(history.replaceUser(pseudonym)).isEqualTo(3);
        assertThat(actors()).filteredOn("someone"::equals).hasSize(3);
        assertThat(history.replaceUser(pseudonym)).isEqualTo(2);
        assertThat(actors()).doesNotContain(ADA.id());
    }

    private List<String> actors() {
        return store.audit(AuditQuery.of(Keys.TENANT, 100)).items().stream()
                .map(event -> event.actor().id())
                .toList();
    }

    private static Actor replacement(Pseudonym pseudonym) {
        return new Actor(Actor.Kind.USER, pseudonym.pseudonym(), new Origin(null, null, true));
    }

    private static AuditEvent withActor(AuditEvent event, Pseudonym pseudonym) {
        return event.actor(replacement(pseudonym));
    }

    /** A key that was revoked and purged: with three events. */
    private ApiKey purged(KeySpec spec, Instant at) {
        ApiKey revoked = replace(by(insert(spec), T0).revoke("test"));
        assertThat(store.purge(new Purge(T0.plusMillis(1), 1, Keys.ACTOR, at))).isEqualTo(1);
        assertThat(events(revoked)).first().extracting(AuditEvent::action).isEqualTo(AuditAction.PURGED);
        return revoked;
    }

    private TenantMark mark(String tenant, long version, Actor actor, String reason) {
        TenantMark mark = new TenantMark(tenant, version, version % 2 == 1, T0, reason, actor);
        assertThat(store.markTenant(mark).value()).isEqualTo(Replacement.REPLACED);
        return mark;
    }

    private List<AuditEvent> events(ApiKey key) {
        UUID id = key.id();
        return store.audit(AuditQuery.of(key.tenant(), 100).key(id)).items();
    }
}
