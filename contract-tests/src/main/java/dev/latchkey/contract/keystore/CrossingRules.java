package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.KeyQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Simultaneous calls that each need several rows, in orders in which one may hold what another waits for: KS1, KS6,
 * KS13, and KS15.
 *
 * <p>If this fails, look at how a deadlock or a failed serialization is answered: the whole transaction is made
 * again, with everything that it had written.
 */
abstract class CrossingRules extends ThreadedRules {
    /**
     * Threads that hold what another one needs: a store in which that ends in a deadlock makes the whole insertion
     * again.
     */
    @Test
    void ks1_ks6_insertionsThatShareSlotsAndHandlesAreTakenWholeOrNotAtAll() {
        repeat(round -> {
            List<Secret> secrets = List.of(Keys.secret(), Keys.secret());
            List<Changed> issued = eachThread(
                    i -> Keys.issue(Keys.id(), spec(round).slot("slot " + i % 2), secrets.get(i / 2 % 2), T0));

            List<Insertion> answers = all(i -> storeOf(i)
                    .insert(issued.get(i).next(), issued.get(i).event())
                    .value());
            List<ApiKey> inserted = new ArrayList<>();
            for (int i = 0; i < issued.size(); i++) {
                ApiKey key = issued.get(i).next();
                if (answers.get(i) == Insertion.INSERTED) {
                    assertStored(key);
                    inserted.add(key);
                } else {
                    assertAbsent(key);
                }
            }
            assertThat(inserted).as("keys that were inserted").isNotEmpty();
            assertThat(inserted).extracting(ApiKey::slot).doesNotHaveDuplicates();
            assertThat(inserted).extracting(key -> key.currentSecret().handle()).doesNotHaveDuplicates();
        });
    }

    /**
     * Half of the batches lock the keys in the opposite order. A store in which that ends in a deadlock has lost what
     * the transaction had added before, and adds all of it again.
     */
    @Test
    void ks13_usesOfSeveralKeysAreAllAddedWhateverTheirOrder() {
        repeat(round -> {
            List<ApiKey> keys = several(() -> insert(spec(round)));

            all(i -> {
                storeOf(i).recordUse(UseBatch.of(uses(keys, i)));
                return true;
            });
            assertUsed(round, keys, threads());
        });
    }

    /**
     * A use that is being recorded may hold a lock on a dead key, and a purge waits for it: what was not removed would
     * be taken for gone.
     */
    @Test
    void ks15_aPurgeThatRemovesFewerThanItsLimitLeavesNoDeadKeyThoughAllAreInUse() {
        repeat(round -> {
            List<ApiKey> living = List.of(insert(spec(round)), insert(spec(round)));
            List<ApiKey> dead = several(() -> revoke(insert(spec(round))));
            List<ApiKey> keys = new ArrayList<>(dead);
            keys.add(0, living.get(0));
            keys.add(living.get(1));

            List<Integer> purged =
                    all(i -> i % 2 == 0 ? use(storeOf(i), uses(keys, i / 2)) : purgeAll(storeOf(i), dead));
            assertThat(purged.stream().mapToInt(count -> count).sum())
                    .as("keys purged by all threads")
                    .isEqualTo(dead.size());
            assertUsed(round, living, (int)
                    IntStream.range(0, threads()).filter(i -> i % 2 == 0).count());
        });
    }

    private static int use(KeyStore where, List<KeyUse> uses) {
        where.recordUse(UseBatch.of(uses));
        return 0;
    }

    private static int purgeAll(KeyStore where, List<ApiKey> dead) {
        int purged = where.purge(Keys.purge(T0.plus(DAY), dead.size() + 1));
        assertThat(dead)
                .as("dead keys left by a purge of up to %d that removed %d", dead.size() + 1, purged)
                .noneMatch(key -> where.findById(key.id()).value().isPresent());
        return purged;
    }

    /** A use of each key, in one order or the other. */
    private static List<KeyUse> uses(List<ApiKey> keys, int order) {
        List<KeyUse> uses = new ArrayList<>();
        for (ApiKey key : keys) {
            uses.add(order % 2 == 0 ? uses.size() : 0, new KeyUse(key.id(), at(1), 1));
        }
        return uses;
    }

    private void assertUsed(int round, List<ApiKey> keys, int times) {
        assertThat(allKeys(KeyQuery.of(spec(round).tenant(), 100)))
                .as("keys with their uses")
                .hasSameSizeAs(keys)
                .allSatisfy(listed -> assertThat(listed.uses()).isEqualTo(times));
    }

    private static <T> List<T> several(Supplier<T> maker) {
        return Stream.generate(maker).limit(6).toList();
    }
}
