package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Rotation;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * The promise of {@code expired}, KS22, and what lists and changes do with an expiry that is recorded.
 *
 * <p>If this fails, look at the conditions (an expiry strictly before the instant, no revocation, no record), at the
 * order, and at whether a change writes and removes the record.
 */
abstract class ExpiryRules extends StoreRules {
    private static final Instant MUCH_LATER = T0.plus(DAY).plus(DAY);

    @Test
    void ks22_anEmptyStoreHasNoExpiredKeys() {
        assertThat(store.expired(MUCH_LATER, 10)).isEmpty();
    }

    @Test
    void ks22_onlyKeysThatExpiredBeforeTheInstantAreFound() {
        ApiKey expired = insert(Keys.spec().expiresAt(at(50)));
        ApiKey suspended = replace(later(insert(Keys.spec().expiresAt(at(60)))).suspend("test"));
        insert(Keys.spec());
        revoke(insert(Keys.spec().expiresAt(at(40))));
        insert(Keys.spec().expiresAt(MUCH_LATER));

        assertThat(store.expired(at(50), 10)).as("expired at, not before").isEmpty();
        assertThat(elsewhere.expired(at(51), 10)).containsExactly(expired);
        assertThat(elsewhere.expired(at(61), 10)).containsExactly(expired, suspended);
    }

    @Test
    void ks22_theKeyThatExpiredFirstComesFirstWhateverItsTenant() {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Instant expiry = at(60 - i * 10L);
            KeySpec spec = KeySpec.of("tenant " + i % 4, Scope.tenant(), "k").expiresAt(expiry);
            ids.add(0, insert(spec).id());
        }

        for (int limit = 1; limit <= 7; limit++) {
            assertThat(elsewhere.expired(MUCH_LATER, limit))
                    .as("at most %d", limit)
                    .extracting(ApiKey::id)
                    .containsExactlyElementsOf(ids.subList(0, Math.min(limit, ids.size())));
        }
    }

    @Test
    void ks22_keysThatExpireTogetherComeInTheOrderOfTheTextOfTheirIds() {
        List<String> ids = new ArrayList<>();
        for (long half : new long[] {1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 0x7fL << 56, 0x40L << 56}) {
            UUID id = new UUID(half, half);
            insert(Keys.issue(id, Keys.spec().expiresAt(at(5)), Keys.secret(), T0));
            ids.add(id.toString());
        }

        assertThat(elsewhere.expired(at(6), 10))
                .extracting(key -> key.id().toString())
                .containsExactlyElementsOf(ids.stream().sorted().toList());
    }

    @Test
    void ks1_ks22_anExpiryIsRecordedOnceWithItsEvent() {
        ApiKey key = insert(Keys.spec().slot("default").expiresAt(at(50)));
        Changed recorded = Keys.changed(key.by(Keys.ACTOR, MUCH_LATER).expire());

        assertReplaced(recorded);
        assertStale(recorded);
        assertStored(recorded.next());
        AuditEvent event =
                new AuditEvent(key.id(), 2, key.tenant(), MUCH_LATER, AuditAction.EXPIRED, Keys.ACTOR, "", List.of());
        assertThat(history(key)).startsWith(event);
        assertThat(allEvents(AuditQuery.of(key.tenant(), 10))).startsWith(event);
        assertThat(elsewhere.expired(MUCH_LATER, 10)).isEmpty();
        assertThat(elsewhere.findByHandle(key.currentSecret().handle()).value()).contains(recorded.next());
        assertThat(inSlotOf(key)).contains(recorded.next());
        assertThat(store.purge(Keys.purge(at(50), 10))).isZero();
        assertThat(store.purge(Keys.purge(at(51), 10))).isEqualTo(1);
    }

    @Test
    void ks11_listsOfLiveKeysLeaveOutAKeyWhoseExpiryIsRecordedWhateverTheInstant() {
        ApiKey living = insert(Keys.spec().slot("default"));
        KeySpec spec = KeySpec.of(living.tenant(), Scope.resource("n1"), "k").slot("default");
        ApiKey expired = insert(spec.expiresAt(at(50)));
        KeyQuery all = KeyQuery.of(living.tenant(), 10);
        KeyQuery atFirst = all.aliveAt(at(10));
        String beginning = expired.currentSecret().handle().substring(0, 8);
        assertThat(ids(atFirst)).containsExactlyInAnyOrder(living.id(), expired.id());

        ApiKey recorded = replace(expired.by(Keys.ACTOR, MUCH_LATER).expire());
        assertThat(ids(atFirst)).containsExactly(living.id());
        assertThat(ids(atFirst.slot("default"))).containsExactly(living.id());
        assertThat(ids(atFirst.handle(beginning))).isEmpty();
        assertThat(ids(all)).containsExactlyInAnyOrder(living.id(), expired.id());
        assertThat(ids(all.slot("default"))).containsExactlyInAnyOrder(living.id(), expired.id());
        assertThat(ids(all.handle(beginning))).containsExactly(expired.id());
        assertThat(listed(expired).key()).isEqualTo(recorded);
    }

    @Test
    void ks11_ks22_anotherExpiryRemovesTheRecord() {
        ApiKey expired = insert(Keys.spec().expiresAt(at(50)));
        ApiKey recorded = replace(expired.by(Keys.ACTOR, MUCH_LATER).expire());
        ApiKey renamed = replace(later(recorded).rename("renamed"));
        assertThat(ids(KeyQuery.of(Keys.TENANT, 10).aliveAt(at(10)))).isEmpty();
        assertThat(elsewhere.expired(MUCH_LATER, 10)).isEmpty();

        ApiKey prolonged = replace(later(renamed).changeExpiry(at(90)));
        assertStored(prolonged);
        assertThat(ids(KeyQuery.of(Keys.TENANT, 10).aliveAt(at(10)))).containsExactly(expired.id());
        assertThat(elsewhere.expired(MUCH_LATER, 10)).containsExactly(prolonged);
        ApiKey endless = replace(
                later(replace(prolonged.by(Keys.ACTOR, MUCH_LATER).expire())).changeExpiry(null));
        assertStored(endless);
        assertThat(elsewhere.expired(MUCH_LATER, 10)).isEmpty();
    }

    @Test
    void ks22_aPurgedKeyIsNotFound() {
        insert(Keys.spec().expiresAt(at(50)));
        assertThat(store.purge(Keys.purge(MUCH_LATER, 10))).isEqualTo(1);

        assertThat(elsewhere.expired(MUCH_LATER.plus(Rotation.TOLERANCE), 10)).isEmpty();
    }
}
