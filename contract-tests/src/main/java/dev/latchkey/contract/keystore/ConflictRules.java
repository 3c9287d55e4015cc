package dev.latchkey.contract.keystore;

import static dev.latchkey.contract.fixture.Keys.ACTOR;
import static dev.latchkey.contract.fixture.Keys.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.contract.fixture.HostTransactions.Isolation;
import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * What becomes of a call that is in conflict with what others did, inside a transaction of the host.
 *
 * <p>If one fails, look at savepoints, and at the isolation of reads.
 */
abstract class ConflictRules extends HostedRules {
    @Test
    void ht4_whatIsRefusedLeavesTheTransactionUsableAndNothingBehind() {
        ApiKey taken = inserted(outside, Keys.issue(Keys.spec().slot(SLOT), T0));
        ApiKey own = inserted(outside, Keys.issue(Keys.spec(), T0));
        String handle = taken.currentSecret().handle();
        Changed first = Keys.issue(Keys.spec(), T0);
        Changed second = Keys.issue(Keys.spec().slot(SLOT), T0);
        Changed reused = Keys.issue(Keys.id(), Keys.spec(), Keys.secret(handle), T0);
        Changed sameId = Keys.issue(taken.id(), Keys.spec(), Keys.secret(), T0);
        Changed last = Keys.issue(Keys.spec(), T0);
        host.commit(Isolation.READ_COMMITTED, () -> {
            inserted(store, first);
            assertThat(insert(store, second)).isEqualTo(Insertion.SLOT_TAKEN);
            assertThat(insert(store, reused)).isEqualTo(Insertion.HANDLE_TAKEN);
            assertThat(replace(store, own.by(ACTOR, T0).rotate(Keys.secret(handle), Duration.ZERO)))
                    .isEqualTo(Replacement.HANDLE_TAKEN);
            Changed skipping = Keys.changed(Keys.changed(own.by(ACTOR, T0).rename("a"))
                    .next()
                    .by(ACTOR, T0)
                    .rename("b"));
            assertThat(replace(store, skipping)).isEqualTo(Replacement.STALE);
            assertThatThrownBy(() -> insert(store, sameId), "a second key with one id")
                    .isInstanceOf(StoreException.class);
            inserted(store, last);
        });

        assertThat(find(outside, first.next())).contains(first.next());
        assertThat(find(outside, last.next())).contains(last.next());
        assertThat(find(outside, own)).contains(own);
        assertThat(find(outside, second.next())).isEmpty();
        assertThat(find(outside, reused.next())).isEmpty();
        assertThat(events(second.next())).isEmpty();
        assertThat(events(own)).hasSize(1);
        // Handles of what was refused are free.
        String free = second.next().currentSecret().handle();
        inserted(outside, Keys.issue(Keys.id(), Keys.spec(), Keys.secret(free), T0));
    }

    @Test
    void ht5_aReadByHandleSeesTheLatestCommitOrThrows() {
        for (Isolation isolation : Isolation.values()) {
            ApiKey key = inserted(outside, Keys.issue(Keys.spec(), T0));
            String handle = key.currentSecret().handle();
            host.rollBack(isolation, () -> {
                assertThat(find(store, key)).contains(key);
                // What the transaction has read may be locked.
                boolean revoked = contended(outside, key.by(ACTOR, T0).revoke("test")) == Replacement.REPLACED;
                try {
                    assertThat(store.findByHandle(handle).value())
                            .as("a key that was %s, at %s", revoked ? "revoked" : "not revoked", isolation)
                            .map(found -> found.revocation() != null)
                            .contains(revoked);
                } catch (StoreException e) {
                    assertThat(isolation).as("refused by %s", e).isNotEqualTo(Isolation.READ_COMMITTED);
                    assertThat(e).message().isNotBlank();
                }
                // The transaction goes on.
                inserted(store, Keys.issue(Keys.spec(), T0));
            });
        }
    }

    @Test
    void ht6_aChangeOfAVersionThatIsNotTheLatestHasNoEffect() {
        for (Isolation isolation : Isolation.values()) {
            ApiKey key = inserted(outside, Keys.issue(Keys.spec(), T0));
            List<Boolean> elsewhere = new ArrayList<>();
            host.rollBack(isolation, () -> {
                assertThat(find(store, key)).contains(key);
                boolean changed = contended(outside, key.by(ACTOR, T0).revoke("test")) == Replacement.REPLACED;
                elsewhere.add(changed);
                assertThat(contended(store, key.by(ACTOR, T0).rename("here")) == Replacement.REPLACED)
                        .as("a change at %s, after another took effect: %s", isolation, changed)
                        .isNotEqualTo(changed);
            });
            assertThat(find(outside, key))
                    .as("at %s", isolation)
                    .map(found -> found.revocation() != null)
                    .contains(elsewhere.get(0));
        }
    }

    @Test
    void ht6_aPurgeOfWhatOthersPurgedEndsAndCountsNothing() {
        for (Isolation isolation : List.of(Isolation.READ_COMMITTED, Isolation.REPEATABLE_READ)) {
            inserted(outside, Keys.issue(Keys.spec().expiresAt(T0.plusMillis(1)), T0));
            CompletableFuture<Void> ended = CompletableFuture.runAsync(() -> host.rollBack(isolation, () -> {
                assertThat(store.list(query()).items()).hasSize(1);
                assertThat(outside.purge(Keys.purge(T0.plusSeconds(1), 10))).isEqualTo(1);
                try {
                    assertThat(store.purge(Keys.purge(T0.plusSeconds(1), 10))).isZero();
                } catch (StoreException e) {
                    assertThat(isolation).as("refused by %s", e).isNotEqualTo(Isolation.READ_COMMITTED);
                }
            }));
            result(ended, "a purge at " + isolation);
        }
    }
}
