package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.Transition;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.Replacement;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Races of changes that exclude each other, of which exactly one is made: KS4 to KS6, KS14, and KS15. Half of the
 * threads work through another instance.
 *
 * <p>If this fails, look at checks that are made before a write instead of by it, and at the isolation level.
 */
abstract class RaceRules extends ThreadedRules {
    @Test
    void ks6_oneOfSeveralReplacementsOfOneVersionIsTaken() {
        repeat(round -> {
            ApiKey key = insert(spec(round));
            List<Changed> changes = eachThread(i -> Keys.changed(later(key).rename("name " + i)));

            List<Boolean> taken = all(i -> replace(storeOf(i), changes.get(i)));
            assertThat(Collections.frequency(taken, true)).as("calls told true").isEqualTo(1);
            assertStored(changes.get(taken.indexOf(true)).next());
        });
    }

    @Test
    void ks6_oneOfSeveralInsertionsIntoOneSlotIsTaken() {
        repeat(round -> {
            List<Changed> issued = eachThread(i -> Keys.issue(spec(round).slot("default"), T0));

            List<Insertion> answers = all(i -> storeOf(i)
                    .insert(issued.get(i).next(), issued.get(i).event())
                    .value());
            assertOneInserted(issued, answers, Insertion.SLOT_TAKEN);
        });
    }

    @Test
    void ks6_oneOfSeveralInsertionsWithOneHandleIsTaken() {
        repeat(round -> {
            Secret secret = Keys.secret();
            List<Changed> issued = eachThread(i -> Keys.issue(Keys.id(), spec(round), secret, T0));

            List<Insertion> answers = all(i -> storeOf(i)
                    .insert(issued.get(i).next(), issued.get(i).event())
                    .value());
            assertOneInserted(issued, answers, Insertion.HANDLE_TAKEN);
        });
    }

    @Test
    void ks6_oneOfSeveralInsertionsAndRotationsWithOneHandleIsTaken() {
        repeat(round -> {
            Secret secret = Keys.secret();
            List<ApiKey> keys = eachThread(i -> insert(spec(round)));
            List<Changed> issued = eachThread(i -> Keys.issue(Keys.id(), spec(round), secret, T0));

            List<Boolean> taken = all(i -> i % 4 < 2
                    ? storeOf(i)
                                    .insert(issued.get(i).next(), issued.get(i).event())
                                    .value()
                            == Insertion.INSERTED
                    : replace(storeOf(i), Keys.changed(later(keys.get(i)).rotate(secret, DAY))));
            assertThat(Collections.frequency(taken, true)).as("calls told true").isEqualTo(1);
            int winner = taken.indexOf(true);
            ApiKey holder = elsewhere.findByHandle(secret.handle()).value().orElseThrow();
            assertThat(holder.id())
                    .isEqualTo((winner % 4 < 2 ? issued.get(winner).next() : keys.get(winner)).id());
            assertThat(history(holder)).hasSize((int) holder.version());
        });
    }

    /** Both orders are right: refused and then rotated no more, or rotated and then revoked. */
    @Test
    void ks5_aKeyIsDeadOnceItsRevocationIsTakenWhateverRotatesOrSuspendsItMeanwhile() {
        repeat(round -> {
            ApiKey key = insert(spec(round).slot("default"));
            List<Boolean> done = all(i -> i == 0
                    ? changeUntilTaken(
                            i, () -> load(i, key).by(Keys.ACTOR, at(2)).revoke("test"))
                    : replace(
                            storeOf(i),
                            i % 2 == 0
                                    ? Keys.changed(later(key).rotate(Keys.secret(), DAY))
                                    : Keys.changed(later(key).suspend("test"))));

            ApiKey last = elsewhere.findById(key.id()).value().orElseThrow();
            assertThat(last.revocation()).isNotNull();
            assertThat(last.version()).isEqualTo(1 + Collections.frequency(done, true));
            assertThat(inSlotOf(key)).contains(last);
            assertThat(history(key)).hasSize((int) last.version());
            for (Secret secret : last.secrets()) {
                assertThat(elsewhere.findByHandle(secret.handle()).value()).contains(last);
            }
        });
    }

    @Test
    void ks4_theSlotOfARevokedKeyGoesToOneSuccessor() {
        repeat(round -> {
            ApiKey key = insert(spec(round).slot("default"));
            Changed revoked = Keys.changed(later(key).revoke("test"));
            List<Changed> successors = eachThread(i -> Keys.issue(spec(round).slot("default"), at(2)));

            List<Boolean> taken = all(i -> i == 0
                    ? replace(storeOf(i), revoked)
                    : storeOf(i)
                                    .insert(
                                            successors.get(i).next(),
                                            successors.get(i).event())
                                    .value()
                            == Insertion.INSERTED);
            assertThat(taken.get(0)).as("revocation by the first thread").isTrue();
            List<ApiKey> inserted = IntStream.range(1, taken.size())
                    .filter(taken::get)
                    .mapToObj(i -> successors.get(i).next())
                    .toList();
            assertThat(inserted).hasSizeLessThanOrEqualTo(1);
            assertThat(inSlotOf(key).stream().filter(ApiKey::occupiesSlot).toList())
                    .isEqualTo(inserted);
        });
    }

    @Test
    void ks15_aDeadKeyIsPurgedOnceHoweverManyPurge() {
        int each = 3;
        repeat(round -> {
            int dead = threads() * each;
            IntStream.range(0, dead).forEach(i -> revoke(insert(spec(round))));

            List<Integer> purged = all(i -> storeOf(i).purge(Keys.purge(T0.plus(DAY), each + 1)));
            int rest = store.purge(Keys.purge(T0.plus(DAY), dead));
            assertThat(purged.stream().mapToInt(count -> count).sum() + rest)
                    .as("keys purged by all threads and by a last call")
                    .isEqualTo(dead);
        });
    }

    /**
     * By a node whose clock is behind, an expired key may be prolonged: either it is gone, or it is there and alive.
     */
    @Test
    void ks14_aKeyThatIsProlongedIsNotPurged() {
        repeat(round -> {
            ApiKey key = insert(spec(round).expiresAt(at(50)));
            Changed prolonged = Keys.changed(later(key).changeExpiry(T0.plus(DAY)));

            List<Boolean> taken = all(i ->
                    i == 0 ? replace(storeOf(i), prolonged) : storeOf(i).purge(Keys.purge(at(100), 10)) > 0);
            assertThat(elsewhere.findById(key.id()).value().isPresent()).isEqualTo(taken.get(0));
            assertThat(Collections.frequency(taken, true))
                    .as("prolonged or purged")
                    .isEqualTo(1);
            // Issued, and then prolonged or purged.
            assertThat(history(key)).hasSize(2);
        });
    }

    private void assertOneInserted(List<Changed> issued, List<Insertion> answers, Insertion others) {
        assertThat(answers).as("answers to the threads").containsOnlyOnce(Insertion.INSERTED);
        assertThat(Collections.frequency(answers, others))
                .as("threads told %s, of %s", others, answers)
                .isEqualTo(answers.size() - 1);
        int winner = answers.indexOf(Insertion.INSERTED);
        for (int i = 0; i < issued.size(); i++) {
            if (i == winner) {
                assertStored(issued.get(i).next());
            } else {
                assertAbsent(issued.get(i).next());
            }
        }
    }

    private boolean changeUntilTaken(int thread, Supplier<Transition> change) {
        Changed changed;
        do {
            changed = Keys.changed(change.get());
        } while (!replace(storeOf(thread), changed));
        return true;
    }

    private ApiKey load(int thread, ApiKey key) {
        return storeOf(thread).findById(key.id()).value().orElseThrow();
    }

    private static boolean replace(KeyStore where, Changed changed) {
        return where.replace(changed.next(), changed.event()).value() == Replacement.REPLACED;
    }
}
