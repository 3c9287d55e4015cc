package dev.latchkey.contract.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.ChangeLog;
import dev.latchkey.ports.ChangeLog.Change;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.Replacement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Everything that a {@link ChangeLog} promises and that can be seen through it and its store. Extend it, name a store
 * and the log of its changes, run it. That a number is there as soon as its change is visible, and not before, and what
 * becomes of numbers whose transaction is open, is for a test that knows the engine.
 */
public abstract class ChangeLogContract {
    private KeyStore store;
    private ChangeLog log;

    /** Creates the contract, for the test of an adapter. */
    protected ChangeLogContract() {}

    /**
     * Makes the store whose changes are numbered. Called once for each test.
     *
     * @return an empty store
     */
    protected abstract KeyStore store();

    /**
     * Makes the log under test. Called once for each test, after {@link #store()}.
     *
     * @param changing what {@code store()} returned
     * @return the log of its changes, of another node if there can be one
     */
    protected abstract ChangeLog log(KeyStore changing);

    @BeforeEach
    void open() {
        store = store();
        log = log(store);
    }

    @Test
    void anEmptyLogEndsAtZero() {
        assertThat(log.highest()).isZero();
        assertThat(log.from(0, 10)).isEmpty();
        assertThat(log.from(1, 10)).isEmpty();
        assertThat(log.among(List.of(1L, 2L))).isEmpty();
        assertThat(log.among(List.of())).isEmpty();
    }

    @Test
    void everyInsertionAndReplacementHasANumberHigherThanAllBefore() {
        ApiKey first = insert(Keys.issue(Keys.spec(), Keys.T0));
        assertThat(log.highest()).isPositive();
        ApiKey second = insert(Keys.issue(Keys.spec(), Keys.T0));
        // Its event is of the same instant, and of an earlier one.
        revoke(first);
        List<Change> changes = log.from(0, 10);
        assertThat(changes).extracting(Change::keyId).containsExactly(first.id(), second.id(), first.id());
        assertThat(changes).extracting(Change::number).isSorted().doesNotHaveDuplicates();
        assertThat(log.highest()).isEqualTo(changes.get(2).number());
    }

    @Test
    void whatIsRefusedHasNone() {
        Changed issued = Keys.issue(Keys.spec().slot("default"), Keys.T0);
        ApiKey key = insert(issued);
        long highest = log.highest();
        Changed second = Keys.issue(Keys.spec().slot("default"), Keys.T0);
        assertThat(store.insert(second.next(), second.event()).value()).isEqualTo(Insertion.SLOT_TAKEN);
        revoke(key);
        Changed stale = Keys.changed(key.by(Keys.ACTOR, Keys.T0).rename("late"));
        assertThat(store.replace(stale.next(), stale.event()).value())
                .as("answer to a change that is not next")
                .isEqualTo(Replacement.STALE);
        assertThat(log.from(highest + 1, 10))
                .singleElement()
                .extracting(Change::keyId)
                .isEqualTo(key.id());
    }

    @Test
    void aListBeginsWithTheNumberAndEndsAtTheLimit() {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(insert(Keys.issue(Keys.spec(), Keys.T0)).id());
        }
        List<Change> all = log.from(1, 5);
        assertThat(all).extracting(Change::keyId).containsExactlyElementsOf(ids);
        assertThat(log.from(all.get(1).number(), 2)).containsExactly(all.get(1), all.get(2));
        assertThat(log.from(all.get(1).number() + 1, 10)).containsExactlyElementsOf(all.subList(2, 5));
        assertThat(log.from(all.get(4).number() + 1, 10)).isEmpty();
    }

    @Test
    void changesAreFoundByTheirNumbers() {
        insert(Keys.issue(Keys.spec(), Keys.T0));
        insert(Keys.issue(Keys.spec(), Keys.T0));
        insert(Keys.issue(Keys.spec(), Keys.T0));
        List<Change> all = log.from(1, 10);
        List<Long> some =
                new ArrayList<>(List.of(all.get(2).number(), all.get(0).number()));
        for (long beyond = all.get(2).number() + 1; some.size() < 1000; beyond++) {
            some.add(beyond);
        }
        assertThat(log.among(some)).containsExactlyInAnyOrder(all.get(0), all.get(2));
    }

    @Test
    void aPurgeTakesANumberForEachKeyAndTheChangesBeforeKeepTheirs() {
        List<UUID> keys = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            ApiKey key = insert(Keys.issue(Keys.spec(), Keys.T0));
            revoke(key);
            keys.add(key.id());
        }
        List<Change> before = log.from(1, 10);
        long highest = log.highest();

        assertThat(store.purge(Keys.purge(Keys.T0.plusSeconds(60), 10))).isEqualTo(2);
        assertThat(log.from(1, 10)).startsWith(before.toArray(Change[]::new)).hasSize(before.size() + 2);
        assertThat(log.from(highest + 1, 10)).extracting(Change::keyId).containsExactlyInAnyOrderElementsOf(keys);
    }

    private ApiKey insert(Changed issued) {
        assertThat(store.insert(issued.next(), issued.event()).value()).isEqualTo(Insertion.INSERTED);
        return issued.next();
    }

    private void revoke(ApiKey key) {
        Changed revoked = Keys.changed(key.by(Keys.ACTOR, Keys.T0).revoke("test"));
        assertThat(store.replace(revoked.next(), revoked.event()).value())
                .as("revocation of key %s", key.id())
                .isEqualTo(Replacement.REPLACED);
    }
}
