package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.KeyUse.Outcome;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.ListedKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The promise of {@code recordUse}: KS13.
 *
 * <p>If this fails, look at whether the database adds and compares by itself (a value that was read and written
 * back loses what others added), and at uses of one key that stand in one batch.
 */
abstract class UsageRules extends StoreRules {
    @Test
    void ks13_aKeyThatWasNeverUsedHasNoUsage() {
        ApiKey key = insert(Keys.spec());

        assertThat(listed(key)).isEqualTo(new ListedKey(key, null, 0));
    }

    @Test
    void ks13_countsAddUpAndTheLastUseIsTheLatest() {
        ApiKey key = insert(Keys.spec());
        use(key, 500, 2);
        assertUsage(key, 500, 2);
        use(key, 400, 3);
        assertUsage(key, 500, 5);
        use(key, 501, 1);
        assertUsage(key, 501, 6);
        use(key, 501, 1);
        assertUsage(key, 501, 7);
        use(key, 501 + Duration.ofDays(40).toMillis(), 1);
        assertUsage(key, 501 + Duration.ofDays(40).toMillis(), 8);
        use(key, -Duration.ofDays(40).toMillis(), 1);
        assertUsage(key, 501 + Duration.ofDays(40).toMillis(), 9);
    }

    @Test
    void ks13_oneKeyMayOccurSeveralTimesInABatch() {
        ApiKey key = insert(Keys.spec());
        ApiKey other = insert(Keys.spec());
        store.recordUse(UseBatch.of(
                new KeyUse(key.id(), at(30), 1),
                new KeyUse(other.id(), at(5), 10),
                new KeyUse(key.id(), at(90), 2),
                new KeyUse(key.id(), at(60), 4)));

        assertUsage(key, 90, 7);
        assertUsage(other, 5, 10);
    }

    @Test
    void ks13_theLastUseOfASecretIsTheLatestOneThatNamesIt() {
        ApiKey key = rotateWithOverlap(insert(Keys.spec()));
        ApiKey other = insert(Keys.spec());
        String fresh = key.secrets().get(0).handle();
        String previous = key.secrets().get(1).handle();
        assertThat(listed(key).secretsUsedAt()).isEmpty();

        use(key, previous, 500);
        assertThat(listed(key).secretsUsedAt()).isEqualTo(Map.of(previous, at(500)));
        use(key, fresh, 700);
        use(key, previous, 400);
        use(key, fresh, 600);
        assertThat(listed(key)).isEqualTo(new ListedKey(key, at(700), 4, Map.of(previous, at(500), fresh, at(700))));
        use(key, previous, 501);
        assertThat(listed(key).secretsUsedAt()).isEqualTo(Map.of(previous, at(501), fresh, at(700)));
        assertThat(listed(other)).isEqualTo(new ListedKey(other, null, 0));
    }

    @Test
    void ks13_severalSecretsMayOccurSeveralTimesInABatch() {
        ApiKey key = rotateWithOverlap(insert(Keys.spec()));
        ApiKey other = insert(Keys.spec());
        String fresh = key.secrets().get(0).handle();
        String previous = key.secrets().get(1).handle();
        String others = other.currentSecret().handle();
        store.recordUse(UseBatch.of(
                new KeyUse(key.id(), at(30), 1).with(previous),
                new KeyUse(other.id(), at(5), 10).with(others),
                new KeyUse(key.id(), at(90), 2).with(fresh),
                new KeyUse(key.id(), at(95), 1),
                new KeyUse(key.id(), at(60), 4).with(previous),
                new KeyUse(key.id(), at(20), 1).with(fresh)));

        assertThat(listed(key)).isEqualTo(new ListedKey(key, at(95), 9, Map.of(previous, at(60), fresh, at(90))));
        assertThat(listed(other)).isEqualTo(new ListedKey(other, at(5), 10, Map.of(others, at(5))));
    }

    @Test
    void ks13_aUseOfNoSecretOrOfOneThatTheKeyDoesNotCarryIsOneOfTheKeyAlone() {
        ApiKey key = insert(Keys.spec());
        String handle = key.currentSecret().handle();
        use(key, handle, 5);
        use(key, 9, 1);
        use(key, Keys.secret().handle(), 11);

        assertThat(listed(key)).isEqualTo(new ListedKey(key, at(11), 3, Map.of(handle, at(5))));
    }

    @Test
    void ks13_aChangeLeavesTheUsesOfTheSecretsThatTheKeyStillCarries() {
        ApiKey key = insert(Keys.spec());
        String first = key.currentSecret().handle();
        use(key, first, 5);
        for (int i = 1; i < ApiKey.MAX_SECRETS; i++) {
            key = rotate(key);
            assertThat(listed(key).secretsUsedAt()).isEqualTo(Map.of(first, at(5)));
        }
        String last = key.currentSecret().handle();
        use(key, last, 6);
        key = rotate(key);

        assertThat(key.secret(first)).as("the first secret").isEmpty();
        assertThat(listed(key)).isEqualTo(new ListedKey(key, at(6), 2, Map.of(last, at(6))));
        use(key, first, 7);
        assertThat(listed(key)).isEqualTo(new ListedKey(key, at(7), 3, Map.of(last, at(6))));
    }

    @Test
    void ks13_onlyAcceptedRequestsAreUsesOfASecret() {
        ApiKey key = insert(Keys.spec());
        String handle = key.currentSecret().handle();
        store.recordUse(UseBatch.of(
                new KeyUse(key.id(), Outcome.REFUSED, at(5), 1).with(handle),
                new KeyUse(key.id(), Outcome.LIMITED, at(6), 1).with(handle)));

        assertThat(listed(key)).isEqualTo(new ListedKey(key, null, 0));
    }

    @Test
    void ks13_unknownIdsAreIgnored() {
        ApiKey key = insert(Keys.spec());
        store.recordUse(UseBatch.of(
                new KeyUse(Keys.id(), at(1), 1), new KeyUse(key.id(), at(2), 3), new KeyUse(Keys.id(), at(3), 1)));
        store.recordUse(UseBatch.of(new KeyUse(Keys.id(), at(4), 1)));

        assertUsage(key, 2, 3);
    }

    @Test
    void ks13_nothingIsAFineBatchAndALargeOneToo() {
        store.recordUse(UseBatch.of());
        List<ApiKey> keys = new ArrayList<>();
        List<KeyUse> batch = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            keys.add(insert(Keys.spec()));
        }
        for (int i = 0; i < 3_000; i++) {
            batch.add(new KeyUse(keys.get(i % 60).id(), at(i), 1));
        }
        store.recordUse(UseBatch.of(batch));

        for (int i = 0; i < 60; i++) {
            assertUsage(keys.get(i), 2_940 + i, 50);
        }
    }

    @Test
    void ks13_countsBeyondThirtyTwoBitsAddUp() {
        ApiKey key = insert(Keys.spec());
        use(key, 1, 3_000_000_000L);
        use(key, 1, 3_000_000_000L);

        assertUsage(key, 1, 6_000_000_000L);
    }

    @Test
    void ks13_usesAreNoChangeOfTheKey() {
        ApiKey key = insert(Keys.spec());
        use(key, 5, 1);
        assertStored(key);

        ApiKey revoked = revoke(key);
        use(key, 9, 1);
        assertStored(revoked);
        assertUsage(revoked, 9, 2);
    }

    private ApiKey rotateWithOverlap(ApiKey key) {
        return replace(key.by(Keys.ACTOR, at(1)).rotate(Keys.secret(), Duration.ofDays(1)));
    }

    private void use(ApiKey key, String handle, long millis) {
        store.recordUse(UseBatch.of(new KeyUse(key.id(), at(millis), 1).with(handle)));
    }

    private void use(ApiKey key, long millis, long count) {
        store.recordUse(UseBatch.of(new KeyUse(key.id(), at(millis), count)));
    }

    private void assertUsage(ApiKey key, long millis, long count) {
        ListedKey listed = listed(key);
        assertThat(listed.lastUsedAt()).isEqualTo(at(millis));
        assertThat(listed.uses()).isEqualTo(count);
    }
}
