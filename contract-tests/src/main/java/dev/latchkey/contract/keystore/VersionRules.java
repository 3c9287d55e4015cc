package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.contract.fixture.Race;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeyChange;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.Transition;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.KeyVersions;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.KeyVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The versions of keys: all promises of {@link KeyVersions}.
 *
 * <p>If this fails, look at a replica or a cache that the version may come from, at what a purge leaves of a key, and
 * at a write of the usage that writes the key too.
 */
abstract class VersionRules {
    private static final int CHANGES = 100;
    private static final int READERS = 3;

    private KeyStore store;
    private KeyVersions versions;

    abstract KeyVersionsContract contract();

    @BeforeEach
    void open() {
        store = contract().store();
        versions = contract().versions(store);
    }

    @Test
    void kv1_theVersionIsTheOneThatTheLastChangeHasLeft() {
        ApiKey key = insert(Keys.spec().slot("default"));
        assertVersion(key);
        List<Function<KeyChange, Transition>> changes = List.of(
                change -> change.rename("new"),
                change -> change.changeExpiry(Keys.T0.plus(Duration.ofDays(1))),
                change -> change.suspend("test"),
                KeyChange::resume,
                change -> change.rotate(Keys.secret(), Duration.ofHours(1)),
                change -> change.revoke("test"));
        for (Function<KeyChange, Transition> change : changes) {
            // Seconds, minutes and milliseconds that are no others'.
            key = replace(change.apply(key.by(Keys.ACTOR, key.changedAt().plusMillis(60_001))));
            assertVersion(key);
        }
    }

    @Test
    void kv1_aHandleThatTheKeyNoLongerCarriesLeavesItsVersion() {
        ApiKey key = insert(Keys.spec());
        for (int i = 0; i < ApiKey.MAX_SECRETS; i++) {
            key = replace(key.by(Keys.ACTOR, Keys.T0.plusMillis(i)).rotate(Keys.secret(), Duration.ZERO));
        }
        assertVersion(key);
    }

    @Test
    void kv2_anIdWithoutAKeyHasNoVersion() {
        insert(Keys.spec());
        assertNoVersion(Keys.id());
    }

    @Test
    void kv2_aKeyWhoseInsertionWasRefusedHasNoVersion() {
        Secret taken = Keys.secret();
        insert(Keys.issue(Keys.id(), Keys.spec().slot("default"), taken, Keys.T0));
        Changed slot = Keys.issue(Keys.spec().slot("default"), Keys.T0);
        Changed handle = Keys.issue(Keys.id(), Keys.spec(), taken, Keys.T0);
        assertThat(tryInsert(slot)).isEqualTo(Insertion.SLOT_TAKEN);
        assertThat(tryInsert(handle)).isEqualTo(Insertion.HANDLE_TAKEN);
        assertNoVersion(slot.next().id());
        assertNoVersion(handle.next().id());
    }

    @Test
    void kv2_aKeyThatWasPurgedHasNoVersion() {
        ApiKey dead = revoke(insert(Keys.spec()));
        ApiKey living = insert(Keys.spec());
        assertThat(store.purge(Keys.purge(Keys.T0.plusSeconds(1), 10))).isEqualTo(1);
        assertNoVersion(dead.id());
        assertVersion(living);
    }

    @Test
    void kv3_usesLeaveTheVersion() {
        ApiKey key = insert(Keys.spec());
        store.recordUse(UseBatch.of(new KeyUse(key.id(), Keys.T0.plusSeconds(1), 5)));
        assertVersion(key);
    }

    @Test
    void kv3_changesOfOtherKeysLeaveTheVersion() {
        ApiKey key = insert(Keys.spec());
        ApiKey other = insert(Keys.spec());
        ApiKey changed = revoke(other);
        insert(Keys.spec());
        assertVersion(key);
        assertVersion(changed);
    }

    @Test
    void kv3_refusedChangesLeaveTheVersion() {
        ApiKey taken = insert(Keys.spec());
        ApiKey first = insert(Keys.spec());
        ApiKey key = replace(later(first).rename("new"));
        assertThat(tryReplace(later(first).revoke("stale"))).isEqualTo(Replacement.STALE);
        assertThat(tryReplace(later(key).rotate(taken.currentSecret(), Duration.ZERO)))
                .isEqualTo(Replacement.HANDLE_TAKEN);
        assertVersion(key);
    }

    @Test
    void kv1_kv4_noVersionIsOlderThanAChangeThatHasReturnedAndNoneIsAheadOfTheKey() {
        ApiKey key = insert(Keys.spec());
        AtomicLong changed = new AtomicLong(key.version());
        List<Callable<Boolean>> tasks = new ArrayList<>();
        tasks.add(() -> {
            ApiKey last = key;
            for (int i = 0; i < CHANGES; i++) {
                last = replace(later(last).rename("name " + i));
                changed.set(last.version());
            }
            return true;
        });
        for (int i = 0; i < READERS; i++) {
            tasks.add(() -> {
                while (changed.get() <= CHANGES) {
                    assertBetweenChanges(key, changed.get());
                }
                return true;
            });
        }
        try (Race race = new Race()) {
            assertThat(race.run(tasks)).containsOnly(true);
        }
    }

    private void assertBetweenChanges(ApiKey key, long changed) {
        long version = versions.find(key.id()).value().orElseThrow().number();
        long read = store.findById(key.id()).value().orElseThrow().version();
        String handle = key.currentSecret().handle();
        long readByHandle = store.findByHandle(handle).value().orElseThrow().version();
        assertThat(version).as("version after a change to %d", changed).isGreaterThanOrEqualTo(changed);
        assertThat(List.of(read, readByHandle))
                .as("versions of the key, read by its id and by its handle after version %d was found", version)
                .allMatch(one -> one >= version);
    }

    private void assertVersion(ApiKey key) {
        assertThat(versions.find(key.id()).value()).contains(KeyVersion.of(key));
        Optional<ApiKey> stored = store.findById(key.id()).value();
        assertThat(stored.map(KeyVersion::of)).contains(KeyVersion.of(key));
    }

    private void assertNoVersion(UUID id) {
        assertThat(versions.find(id).value()).isEmpty();
    }

    private static KeyChange later(ApiKey key) {
        Instant next = key.changedAt().plusMillis(1);
        return key.by(Keys.ACTOR, next);
    }

    private ApiKey insert(KeySpec spec) {
        return insert(Keys.issue(spec, Keys.T0));
    }

    private ApiKey insert(Changed issued) {
        assertThat(tryInsert(issued)).isEqualTo(Insertion.INSERTED);
        return issued.next();
    }

    private Insertion tryInsert(Changed issued) {
        return store.insert(issued.next(), issued.event()).value();
    }

    private ApiKey revoke(ApiKey key) {
        return replace(later(key).revoke("test"));
    }

    private ApiKey replace(Transition transition) {
        assertThat(tryReplace(transition)).isEqualTo(Replacement.REPLACED);
        return Keys.changed(transition).next();
    }

    private Replacement tryReplace(Transition transition) {
        Changed changed = Keys.changed(transition);
        return store.replace(changed.next(), changed.event()).value();
    }
}
