package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.Purge;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The promises of {@code purge}: KS14 and KS15.
 *
 * <p>If this fails, look at the condition for the dead (the earlier of revocation and expiry, strictly before the
 * instant), at the limit, and at what is removed together with a key.
 */
abstract class PurgeRules extends StoreRules {
    private static final Instant MUCH_LATER = T0.plus(DAY).plus(DAY);

    @Test
    void ks15_anEmptyStoreHasNothingToPurge() {
        assertThat(store.purge(Keys.purge(MUCH_LATER, 10))).isZero();
    }

    @Test
    void ks15_aPurgedKeyIsGoneButItsEventsStay() {
        ApiKey key = rotatePastTheFirst(insert(Keys.spec().slot("default")));
        store.recordUse(UseBatch.of(new KeyUse(key.id(), at(1), 1)));
        ApiKey dead = revoke(key);
        List<AuditEvent> events = history(dead);

        assertThat(store.purge(Keys.purge(MUCH_LATER, 10))).isEqualTo(1);
        assertThat(elsewhere.findById(dead.id()).value()).isEmpty();
        assertThat(elsewhere.findByHandle(dead.currentSecret().handle()).value())
                .isEmpty();
        assertThat(ids(KeyQuery.of(dead.tenant(), 10))).isEmpty();
        assertThat(ids(KeyQuery.of(dead.tenant(), 10).slot("default"))).isEmpty();
        assertThat(history(dead)).endsWith(events.toArray(AuditEvent[]::new)).hasSize((int) dead.version() + 1);
        assertStale(Keys.changed(later(key).rename("back again")));
        store.recordUse(UseBatch.of(new KeyUse(key.id(), at(2), 1)));
        assertThat(store.purge(Keys.purge(MUCH_LATER, 10))).isZero();
    }

    @Test
    void ks14_theLivingAreNeverPurged() {
        ApiKey forever = insert(Keys.spec());
        ApiKey suspended = replace(later(insert(Keys.spec())).suspend("test"));
        ApiKey expiring = insert(Keys.spec().expiresAt(MUCH_LATER));
        ApiKey rotated = rotate(insert(Keys.spec()));

        assertThat(store.purge(Keys.purge(MUCH_LATER, 10))).isZero();
        for (ApiKey key : List.of(forever, suspended, expiring, rotated)) {
            assertStored(key);
            assertThat(elsewhere.findByHandle(key.currentSecret().handle()).value())
                    .contains(key);
        }
    }

    @Test
    void ks14_aKeyIsDeadSinceItsRevocationOrItsExpiryWhicheverCameFirst() {
        ApiKey expired = insert(Keys.spec().expiresAt(at(50)));
        ApiKey revoked = insert(Keys.spec());
        ApiKey revokedFirst = insert(Keys.spec().expiresAt(at(90)));
        ApiKey expiredFirst = insert(Keys.spec().expiresAt(at(50)));
        revokeAt(revoked, at(50));
        revokeAt(revokedFirst, at(50));
        revokeAt(expiredFirst, at(90));

        assertThat(store.purge(Keys.purge(at(50), 10)))
                .as("dead since, not before")
                .isZero();
        assertThat(store.purge(Keys.purge(at(51), 10))).isEqualTo(4);
        for (ApiKey key : List.of(expired, revoked, revokedFirst, expiredFirst)) {
            assertThat(elsewhere.findById(key.id()).value()).isEmpty();
        }
    }

    @Test
    void ks14_aChangedExpiryCounts() {
        ApiKey prolonged = insert(Keys.spec().expiresAt(at(50)));
        prolonged = replace(later(prolonged).changeExpiry(at(200)));
        ApiKey endless = insert(Keys.spec().expiresAt(at(50)));
        endless = replace(later(endless).changeExpiry(null));
        ApiKey shortened = insert(Keys.spec());
        replace(later(shortened).changeExpiry(at(40)));

        assertThat(store.purge(Keys.purge(at(100), 10))).isEqualTo(1);
        assertStored(prolonged);
        assertStored(endless);
        assertThat(elsewhere.findById(shortened.id()).value()).isEmpty();
    }

    @Test
    void ks15_noMoreThanTheLimitIsPurgedAtOnce() {
        List<UUID> dead = IntStream.range(0, 5)
                .mapToObj(i -> revoke(insert(KeySpec.of("tenant" + i, Scope.tenant(), "k")))
                        .id())
                .toList();

        assertThat(store.purge(Keys.purge(MUCH_LATER, 2))).isEqualTo(2);
        assertThat(dead.stream().filter(id -> elsewhere.findById(id).value().isPresent()))
                .hasSize(3);
        assertThat(store.purge(Keys.purge(MUCH_LATER, 3))).isEqualTo(3);
        assertThat(store.purge(Keys.purge(MUCH_LATER, 3))).isZero();
    }

    @Test
    void ks15_aLimitOfOneRemovesOneKeyAfterAnother() {
        List<ApiKey> dead =
                List.of(revoke(insert(Keys.spec())), revoke(insert(Keys.spec())), revoke(insert(Keys.spec())));

        for (int left = dead.size() - 1; left >= 0; left--) {
            assertThat(store.purge(Keys.purge(MUCH_LATER, 1)))
                    .as("purged with %d left", left)
                    .isEqualTo(1);
            assertThat(ids(KeyQuery.of(Keys.TENANT, 10))).hasSize(left);
        }
        assertThat(store.purge(Keys.purge(MUCH_LATER, 1))).isZero();
    }

    @Test
    void ks3_ks15_theHandlesOfAPurgedKeyStayTaken() {
        ApiKey first = insert(Keys.spec());
        ApiKey last = revoke(rotatePastTheFirst(first));
        assertThat(store.purge(Keys.purge(MUCH_LATER, 10))).isEqualTo(1);
        ApiKey other = insert(Keys.spec());

        for (ApiKey previous : List.of(first, last)) {
            Secret again = Keys.secret(previous.currentSecret().handle());
            assertThat(tryInsert(Keys.issue(Keys.id(), Keys.spec(), again, MUCH_LATER)))
                    .as("insertion with the handle of a purged key")
                    .isEqualTo(Insertion.HANDLE_TAKEN);
            assertHandleTaken(Keys.changed(later(other).rotate(again, Duration.ZERO)));
            assertThat(elsewhere.findByHandle(again.handle()).value()).isEmpty();
        }
        assertStored(other);
    }

    @Test
    void ks15_eachPurgedKeyHasAnEventThatNamesWhoRemovedIt() {
        Purge purge = new Purge(MUCH_LATER, 10, Actor.host("nightly"), MUCH_LATER.plusMillis(7));
        ApiKey revoked = revoke(insert(Keys.spec()));
        ApiKey expired = insert(KeySpec.of("globex", Scope.resource("n1"), "k").expiresAt(at(5)));
        ApiKey living = insert(Keys.spec());

        assertThat(store.purge(purge)).isEqualTo(2);
        for (ApiKey gone : List.of(revoked, expired)) {
            AuditEvent event = new AuditEvent(
                    gone.id(),
                    gone.version() + 1,
                    gone.tenant(),
                    purge.at(),
                    AuditAction.PURGED,
                    purge.actor(),
                    "",
                    List.of());
            assertThat(history(gone)).hasSize((int) gone.version() + 1).startsWith(event);
            assertThat(allEvents(AuditQuery.of(gone.tenant(), 10))).startsWith(event);
        }
        assertThat(store.purge(purge)).isZero();
        assertThat(history(revoked)).as("after a purge of nothing").hasSize((int) revoked.version() + 1);
        assertStored(living);
    }

    @Test
    void ks4_ks15_theSlotOfAPurgedKeyIsFreeAndTheSlotOfItsSuccessorIsNot() {
        insert(Keys.spec().slot("default").expiresAt(at(1)));
        assertThat(store.purge(Keys.purge(at(2), 10))).isEqualTo(1);
        ApiKey predecessor = insert(Keys.spec().slot("default"));
        revoke(predecessor);
        ApiKey successor = insert(Keys.spec().slot("default"));

        assertThat(store.purge(Keys.purge(MUCH_LATER, 10))).isEqualTo(1);
        assertThat(inSlotOf(successor)).contains(successor);
    }

    private void revokeAt(ApiKey key, Instant at) {
        replace(key.by(Keys.ACTOR, at).revoke("test"));
    }
}
