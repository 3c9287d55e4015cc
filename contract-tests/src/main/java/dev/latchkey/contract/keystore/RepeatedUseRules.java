package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.UseBatch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * The promise about batches of uses that are given again: KS21.
 *
 * <p>If this fails, look at whether what tells that a batch was recorded is stored together with the uses: in one
 * transaction, or in each document that they change.
 */
abstract class RepeatedUseRules extends StoreRules {
    private final UUID writer = UUID.randomUUID();

    @Test
    void ks21_aBatchThatIsGivenAgainCountsOnce() {
        ApiKey key = insert(Keys.spec());
        ApiKey other = insert(Keys.spec());
        UseBatch batch = batch(1, use(key, 10), use(other, 3), use(key, 5));
        for (int i = 0; i < 6; i++) {
            (i % 2 == 0 ? store : elsewhere).recordUse(batch);
        }

        assertUses(key, 15);
        assertUses(other, 3);
    }

    @Test
    void ks21_eachLaterBatchCounts() {
        ApiKey key = insert(Keys.spec());
        ApiKey other = insert(Keys.spec());
        for (long number : new long[] {1, 2, 5, 6, 1_000, Long.MAX_VALUE}) {
            UseBatch batch = batch(number, use(number == 5 ? other : key, 1));
            store.recordUse(batch);
            elsewhere.recordUse(batch);
        }

        assertUses(key, 5);
        assertUses(other, 1);
    }

    @Test
    void ks21_batchesOfDifferentWritersAllCount() {
        ApiKey key = insert(Keys.spec());
        for (int i = 0; i < 5; i++) {
            store.recordUse(new UseBatch(UUID.randomUUID(), 1, List.of(use(key, 2))));
        }

        assertUses(key, 10);
    }

    @Test
    void ks21_aBatchIsRecognizedAfterThoseOfManyOtherWriters() {
        ApiKey key = insert(Keys.spec());
        ApiKey other = insert(Keys.spec());
        store.recordUse(batch(1, use(key, 1), use(other, 1)));
        for (int i = 0; i < UseBatch.WRITERS; i++) {
            store.recordUse(UseBatch.of(use(key, 1), use(other, 1)));
        }
        UseBatch last = batch(2, use(key, 1), use(other, 1));
        store.recordUse(last);
        for (int i = 1; i < UseBatch.WRITERS; i++) {
            UUID one = UUID.randomUUID();
            elsewhere.recordUse(new UseBatch(one, 1, List.of(use(key, 1))));
            elsewhere.recordUse(new UseBatch(one, 2, List.of(use(other, 1), use(key, 1))));
        }
        store.recordUse(last);

        assertUses(key, 2 + 3L * UseBatch.WRITERS - 2);
        assertUses(other, 2 + 2L * UseBatch.WRITERS - 1);
    }

    /** The clock of a node may be set to any year, before anyone notices. */
    @Test
    void ks21_aBatchIsRecognizedAfterThoseOfWritersWhoseClocksAreWrong() {
        ApiKey key = insert(Keys.spec());
        UseBatch batch = batch(1, use(key, 1));
        store.recordUse(batch);
        UseBatch early = new UseBatch(UUID.randomUUID(), 1, List.of(new KeyUse(key.id(), Instant.EPOCH, 1)));
        store.recordUse(early);
        for (Duration ahead : List.of(Duration.ofDays(400), Duration.ofDays(40_000))) {
            elsewhere.recordUse(UseBatch.of(new KeyUse(key.id(), T0.plus(ahead), 1)));
        }
        store.recordUse(batch);
        store.recordUse(early);

        assertUses(key, 4);
    }

    @Test
    void ks21_aBatchThatFailsHalfWayAndIsRepeatedCountsOnce() {
        List<ApiKey> keys = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            keys.add(insert(Keys.spec()));
        }
        Runnable mend = contract().breakUses(store, keys.get(4));
        List<KeyUse> uses = keys.stream().map(key -> use(key, 10)).toList();
        for (int i = 0; i < 5; i++) {
            giveBroken(batch(1, uses.toArray(KeyUse[]::new)));
        }
        mend.run();
        store.recordUse(batch(1, uses.toArray(KeyUse[]::new)));
        store.recordUse(batch(2, use(keys.get(0), 1)));
        keys.remove(4);

        assertUses(keys.remove(0), 11);
        keys.forEach(key -> assertUses(key, 10));
    }

    /** A store that does not notice what is broken has nothing to fail at. */
    private void giveBroken(UseBatch batch) {
        try {
            store.recordUse(batch);
        } catch (StoreException e) {
            assertThat(e).hasMessageNotContaining(Keys.HASH);
        }
    }

    private UseBatch batch(long number, KeyUse... uses) {
        return new UseBatch(writer, number, List.of(uses));
    }

    private static KeyUse use(ApiKey key, long count) {
        return new KeyUse(key.id(), at(1), count);
    }

    private void assertUses(ApiKey key, long count) {
        assertThat(listed(key).uses()).as("uses of key %s", key.id()).isEqualTo(count);
    }
}
