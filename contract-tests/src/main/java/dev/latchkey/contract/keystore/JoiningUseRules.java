package dev.latchkey.contract.keystore;

import static dev.latchkey.contract.fixture.Keys.ACTOR;
import static dev.latchkey.contract.fixture.Keys.T0;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.HostTransactions.Isolation;
import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.ListedKey;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * What becomes of uses that are recorded while a transaction of the host is open.
 *
 * <p>If one fails, look at whose connection they are written on.
 */
abstract class JoiningUseRules extends HostedRules {
    @Test
    void ht8_usesCountOnceOrAreRefusedHoweverTheTransactionEnds() {
        for (Isolation isolation : Isolation.values()) {
            for (boolean commits : List.of(true, false)) {
                ApiKey key = inserted(outside, Keys.issue(Keys.spec(), T0));
                UseBatch batch = UseBatch.of(new KeyUse(key.id(), T0, 3));
                AtomicBoolean recorded = new AtomicBoolean();
                Runnable work = () -> recorded.set(record(batch));
                if (commits) {
                    host.commit(isolation, work);
                } else {
                    host.rollBack(isolation, work);
                }
                assertThat(uses(key))
                        .as("uses at %s, recorded: %s, committed: %s", isolation, recorded, commits)
                        .isEqualTo(recorded.get() ? 3 : 0);

                // As a buffer gives a batch again that it must not count as written.
                store.recordUse(batch);
                assertThat(uses(key)).as("uses after the transaction").isEqualTo(3);
            }
        }
    }

    @Test
    void ht8_usesThatAreRefusedLeaveTheTransactionUsable() {
        ApiKey key = inserted(outside, Keys.issue(Keys.spec(), T0));
        host.commit(Isolation.READ_COMMITTED, () -> {
            boolean unused = record(UseBatch.of(new KeyUse(key.id(), T0, 3)));
            assertThat(replace(store, key.by(ACTOR, T0).rename("new"))).isEqualTo(Replacement.REPLACED);
        });

        assertThat(find(outside, key)).map(ApiKey::name).contains("new");
    }

    @Test
    void ht8_usesThatAnotherThreadRecordsCountBeforeTheTransactionEnds() {
        ApiKey key = inserted(outside, Keys.issue(Keys.spec(), T0));
        host.rollBack(Isolation.READ_COMMITTED, () -> {
            inserted(store, Keys.issue(Keys.spec(), T0));
            assertThat(elsewhere(() -> record(UseBatch.of(new KeyUse(key.id(), T0, 3)))))
                    .isTrue();
            assertThat(uses(key)).isEqualTo(3);
        });

        assertThat(uses(key)).isEqualTo(3);
    }

    /** Returns false if the store refuses. */
    private boolean record(UseBatch batch) {
        try {
            store.recordUse(batch);
            return true;
        } catch (StoreException e) {
            assertThat(e).message().isNotBlank();
            return false;
        }
    }

    private long uses(ApiKey key) {
        return outside.list(query()).items().stream()
                .filter(listed -> listed.key().id().equals(key.id()))
                .mapToLong(ListedKey::uses)
                .sum();
    }
}
