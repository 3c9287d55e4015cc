package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeyChange;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.Transition;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.internal.cache.CacheEvents;
import dev.latchkey.internal.cache.RevalidatedRecords;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.Purge;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.KeyVersion;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What other nodes do is done to the store behind the memory's back, and nothing tells it. */
class RevalidatedRecordsTest {
    private final HostTransaction store = new HostTransaction();
    private final VersionedStore versions = new VersionedStore(store);
    private final HookedStore hooked = new HookedStore();
    private final AtomicLong nanos = new AtomicLong();
    private final RevalidatedRecords records = records(store, versions);

    private RevalidatedRecords records(KeyStore behind, VersionedStore told) {
        return new RevalidatedRecords(behind, told, 1_000, nanos::get, new CacheEvents() {});
    }

    @Test
    void whatWasFoundIsGivenAgainForItsVersion() {
        ApiKey key = committed();
        ApiKey first = find(key).orElseThrow();
        assertThat(versions.asked).hasValue(0);
        assertThat(find(key)).containsSame(first);
        assertThat(versions.asked).hasValue(1);
    }

    @TestFactory
    Stream<DynamicTest> aChangeOnAnotherNodeIsFoundByTheNextCall() {
        return Stream.of(
                changed("revoked", change -> change.revoke("test")),
                changed("suspended", change -> change.suspend("test")),
                changed("renamed", change -> change.rename("new")),
                changed("another expiry", change -> change.changeExpiry(World.START.plusSeconds(60))),
                changed("rotated", change -> change.rotate(secret(), Duration.ofDays(1))));
    }

    private DynamicTest changed(String name, Function<KeyChange, Transition> change) {
        return DynamicTest.dynamicTest(name, () -> {
            ApiKey key = committed();
            assertThat(find(key)).contains(key);
            ApiKey next = replace(store.committed, change.apply(key.by(World.ACTOR, World.START)));
            assertThat(find(key)).contains(next);
        });
    }

    @Test
    void aSecretThatIsRotatedOutUntilItIsForgottenIsNotFoundByItsHandle() {
        ApiKey key = committed();
        find(key);
        ApiKey last = key;
        for (int i = 0; i < ApiKey.MAX_SECRETS; i++) {
            last = replace(store.committed, last.by(World.ACTOR, World.START).rotate(secret(), Duration.ZERO));
        }
        assertThat(find(key)).isEmpty();
        assertThat(find(last)).contains(last);
    }

    @Test
    void aHandleThatWasMovedByAnotherLookupKeyIsFoundWhereItIsNow() {
        ApiKey key = committed();
        find(key);
        String moved = secret().handle();
        ApiKey next = replace(
                store.committed,
                key.by(World.ACTOR, World.START)
                        .secret(key.currentSecret().handle())
                        .move(moved, null));
        assertThat(find(key)).isEmpty();
        assertThat(records.findByHandle(moved).value()).contains(next);
    }

    @Test
    void aPromotionOnAnotherNodeIsFound() {
        ApiKey key = committed();
        Secret fresh = secret();
        ApiKey pending = replace(
                store.committed, key.by(World.ACTOR, World.START).rotation().begin(fresh, RotationMode.firstUse()));
        String handle = fresh.handle();
        assertThat(records.findByHandle(handle).value()).contains(pending);
        ApiKey promoted = replace(
                store.committed, pending.by(World.ACTOR, World.START).rotation().promote(handle));
        assertThat(records.findByHandle(handle).value()).contains(promoted);
        assertThat(find(key)).contains(promoted);
    }

    @Test
    void aKeyThatAnotherNodeHasPurgedIsNotFound() {
        ApiKey dead = replace(
                store.committed, committed().by(World.ACTOR, World.START).revoke("test"));
        assertThat(find(dead)).contains(dead);
        assertThat(store.committed.purge(purge())).isEqualTo(1);
        assertThat(find(dead)).isEmpty();
    }

    @Test
    void whatThisNodePurgesItForgets() {
        ApiKey dead = replace(
                store.committed, committed().by(World.ACTOR, World.START).revoke("test"));
        ApiKey living = committed();
        find(dead);
        find(living);
        assertThat(records.purge(purge())).isEqualTo(1);
        assertThat(find(dead)).isEmpty();
        assertThat(versions.asked).hasValue(0);
        assertThat(find(living)).contains(living);
        assertThat(versions.asked).hasValue(1);
    }

    @Test
    void thatThereIsNoKeyIsNotRemembered() {
        Changed issued = TestKeys.issue();
        assertThat(find(issued.next())).isEmpty();
        insert(store.committed, issued);
        assertThat(find(issued.next())).contains(issued.next());
    }

    @Test
    void aSlowReadThatPutsAnOldKeyBackCostsOneMoreReadAndNoWrongAnswer() {
        RevalidatedRecords slow = records(hooked, new VersionedStore(hooked));
        Changed issued = TestKeys.issue();
        insert(hooked, issued);
        String handle = issued.next().currentSecret().handle();
        hooked.afterRead = () -> {
            hooked.afterRead = () -> {};
            replace(hooked, issued.next().by(World.ACTOR, World.START).revoke("test"));
            assertThat(slow.findByHandle(handle).value().orElseThrow().revocation())
                    .isNotNull();
        };
        assertThat(slow.findByHandle(handle).value()).as("the slow read itself").contains(issued.next());
        assertThat(slow.findByHandle(handle).value().orElseThrow().revocation())
                .as("every later one")
                .isNotNull();
    }

    /** A failover may lose the latest commits, and other ones then take their numbers. */
    @Test
    void aVersionWhoseNumberWasGivenTwiceIsAnotherVersion() {
        VersionedStore told = new VersionedStore(hooked);
        RevalidatedRecords remembering = records(hooked, told);
        Changed issued = TestKeys.issue();
        insert(hooked, issued);
        String handle = issued.next().currentSecret().handle();
        assertThat(remembering.findByHandle(handle).value()).isPresent();
        told.answer =
                version -> new KeyVersion(version.number(), version.changedAt().plusMillis(1));
        int reads = hooked.reads.get();
        assertThat(remembering.findByHandle(handle).value()).isPresent();
        assertThat(hooked.reads).as("of the version and of the key").hasValue(reads + 2);
    }

    @Test
    void aRowThatWasChangedByHandWithoutAnotherVersionIsFoundWhenTheKeyIsTooOld() {
        ApiKey key = committed();
        find(key);
        nanos.addAndGet(RevalidatedRecords.MAX_AGE.toNanos() - 1);
        find(key);
        assertThat(versions.asked).hasValue(1);
        nanos.addAndGet(1);
        find(key);
        assertThat(versions.asked).as("another read of the whole key").hasValue(1);
    }

    @Test
    void aFailureToTellTheVersionIsAFailureOfTheCallAndForgetsNothing() {
        ApiKey key = committed();
        find(key);
        versions.answer = version -> {
            throw new StoreException("down", null);
        };
        assertThatThrownBy(() -> find(key), "a read while versions fail").isInstanceOf(StoreException.class);
        versions.answer = version -> version;
        assertThat(find(key)).contains(key);
        assertThat(versions.asked).hasValue(2);
    }

    @Test
    void nothingIsRememberedAfterClosing() {
        ApiKey key = committed();
        find(key);
        records.close();
        assertThat(find(key)).contains(key);
        assertThat(find(key)).contains(key);
        assertThat(versions.asked).hasValue(0);
    }

    @Test
    void aKeyWhoseInsertionIsRolledBackIsNowhere() {
        Changed issued = TestKeys.issue();
        store.begin(new InMemoryKeyStore());
        insert(records, issued);
        assertThat(records.findByHandle(issued.next().currentSecret().handle()).joined())
                .isTrue();
        store.end();

        assertThat(find(issued.next())).isEmpty();
    }

    @Test
    void aChangeThatIsRolledBackIsSeenInsideAloneAndIsNotRemembered() {
        ApiKey key = committed();
        find(key);
        Changed revoked =
                (Changed) key.by(World.ACTOR, World.START.plusMillis(1)).revoke("test");
        store.begin(copyWith(key));
        replace(records, revoked);
        assertThat(find(key)).contains(revoked.next());
        store.end();

        assertThat(find(key)).contains(key);
        replace(store.committed, revoked);
        assertThat(find(key)).as("as soon as it is committed").contains(revoked.next());
    }

    @Test
    void whatIsGivenInsideATransactionIsSaidToBeJoined() {
        ApiKey key = committed();
        find(key);
        store.begin(copyWith(key));
        assertThat(records.findByHandle(key.currentSecret().handle()).joined()).isTrue();
        assertThat(versions.asked).hasValue(1);
        store.end();
        assertThat(records.findByHandle(key.currentSecret().handle()).joined()).isFalse();
    }

    private Optional<ApiKey> find(ApiKey key) {
        return records.findByHandle(key.currentSecret().handle()).value();
    }

    private ApiKey committed() {
        Changed issued = TestKeys.issue();
        insert(store.committed, issued);
        issuedLast = issued;
        return issued.next();
    }

    private Changed issuedLast;

    /** What a transaction sees that began when only that key was committed. */
    private InMemoryKeyStore copyWith(ApiKey key) {
        InMemoryKeyStore copy = new InMemoryKeyStore();
        insert(copy, issuedLast);
        assertThat(copy.findById(key.id()).value()).contains(key);
        return copy;
    }

    private static Secret secret() {
        return TestKeys.issue().next().currentSecret();
    }

    private static Purge purge() {
        return new Purge(World.START.plusSeconds(1), 10, World.ACTOR, World.START.plusSeconds(1));
    }

    private static void insert(KeyStore where, Changed issued) {
        assertThat(where.insert(issued.next(), issued.event()).value()).isEqualTo(Insertion.INSERTED);
    }

    private static ApiKey replace(KeyStore where, Transition transition) {
        Changed changed = (Changed) transition;
        assertThat(where.replace(changed.next(), changed.event()).value()).isEqualTo(Replacement.REPLACED);
        return changed.next();
    }
}
