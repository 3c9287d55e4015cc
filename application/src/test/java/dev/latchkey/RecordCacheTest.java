package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.hashing.Argon2Parameters;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.internal.cache.CacheEvents;
import dev.latchkey.internal.cache.RecordCache;
import dev.latchkey.internal.cache.RecordCache.CacheLimits;
import dev.latchkey.ports.ChangeFeed;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * The store is read through the cache; what other nodes do is done to the store behind its back, and told by the test.
 */
class RecordCacheTest {
    private static final Duration AGE = Duration.ofSeconds(30);

    private final HookedStore store = new HookedStore();
    private final ManualFeed feed = new ManualFeed();
    private final AtomicLong nanos = new AtomicLong();
    private final RecordCache cache = cache(feed);

    @Test
    void whatWasFoundIsFoundAgainWithoutARead() {
        ApiKey key = issue();
        find(key);
        int reads = store.reads.get();
        assertThat(find(key)).isEqualTo(key);
        assertThat(store.reads).hasValue(reads);
    }

    @Test
    void aChangeOfAnotherNodeIsSeenOnceItIsTold() {
        ApiKey key = issue();
        find(key);
        ApiKey revoked = revokeElsewhere(key);
        feed.tell(key.id());
        assertThat(find(key)).isEqualTo(revoked);
    }

    @Test
    void aChangeThroughThisNodeIsSeenAtOnceWithoutBeingTold() {
        ApiKey key = issue();
        find(key);
        Changed revoked = revoked(key);
        assertThat(cache.replace(revoked.next(), revoked.event()).value()).isEqualTo(Replacement.REPLACED);
        assertThat(find(key)).isEqualTo(revoked.next());
    }

    @Test
    void aChangeThroughThisNodeWhoseOutcomeIsNotKnownIsNotTrusted() {
        ApiKey key = issue();
        find(key);
        Changed revoked = revoked(key);
        store.beforeReplace = () -> {
            store.beforeReplace = () -> {};
            assertThat(store.replace(revoked.next(), revoked.event()).value()).isEqualTo(Replacement.REPLACED);
            throw new StoreException("the answer was lost", null);
        };
        assertThatThrownBy(() -> assertThat(
                                cache.replace(revoked.next(), revoked.event()).value())
                        .isEqualTo(Replacement.REPLACED))
                .isInstanceOf(StoreException.class);
        assertThat(find(key)).isEqualTo(revoked.next());
    }

    @Test
    void aSlowReadThatBeganBeforeARevocationWasToldNeverPutsTheOldKeyBack() {
        ApiKey key = issue();
        // The read has taken the old key from the store when the revocation comes, is announced, and is even read by
        // another thread.
        store.afterRead = () -> {
            store.afterRead = () -> {};
            revokeElsewhere(key);
            feed.tell(key.id());
            find(key);
        };
        assertThat(find(key).revocation()).as("the slow read itself").isNull();
        assertThat(find(key).revocation()).as("every later one").isNotNull();
    }

    @Test
    void aSlowReadFromBeforeAnInterruptionIsNotTrustedAfterIt() {
        ApiKey key = issue();
        store.afterRead = () -> {
            store.afterRead = () -> {};
            feed.listener().interrupted();
            revokeElsewhere(key);
            feed.listener().resumed();
        };
        assertThat(find(key).revocation()).isNull();
        assertThat(find(key).revocation()).isNotNull();
    }

    @Test
    void aFeedThatIsInterruptedAsSoonAsItBeganIsNotTrusted() {
        ChangeFeed broken = listener -> {
            listener.interrupted();
            return () -> {};
        };
        RecordCache untrusting = cache(broken);
        ApiKey key = issue();
        String handle = key.currentSecret().handle();
        assertThat(untrusting.findByHandle(handle).value()).contains(key);
        ApiKey revoked = revokeElsewhere(key);
        assertThat(untrusting.findByHandle(handle).value()).contains(revoked);
    }

    @Test
    void whileTheFeedIsInterruptedEveryReadGoesToTheStore() {
        ApiKey key = issue();
        find(key);
        feed.listener().interrupted();
        ApiKey revoked = revokeElsewhere(key);
        assertThat(find(key)).isEqualTo(revoked);
        int reads = store.reads.get();
        find(key);
        assertThat(store.reads).hasValue(reads + 1);
    }

    @Test
    void whatWasRememberedBeforeAnInterruptionIsForgottenAfterIt() {
        ApiKey key = issue();
        find(key);
        feed.listener().interrupted();
        ApiKey revoked = revokeElsewhere(key);
        feed.listener().resumed();
        assertThat(find(key)).isEqualTo(revoked);
        int reads = store.reads.get();
        find(key);
        assertThat(store.reads).hasValue(reads);
    }

    @Test
    void nothingIsRememberedForLongerThanItsAge() {
        ApiKey key = issue();
        find(key);
        ApiKey revoked = revokeElsewhere(key);
        nanos.addAndGet(AGE.toNanos() - 1);
        assertThat(find(key)).isEqualTo(key);
        nanos.addAndGet(1);
        assertThat(find(key)).isEqualTo(revoked);
    }

    @Test
    void thatThereIsNoKeyIsRememberedForASecond() {
        assertThat(cache.findByHandle("unknown0").value()).isEmpty();
        int reads = store.reads.get();
        assertThat(cache.findByHandle("unknown0").value()).isEmpty();
        assertThat(store.reads).hasValue(reads);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(cache.findByHandle("unknown0").value()).isEmpty();
        assertThat(store.reads).hasValue(reads + 1);
    }

    @Test
    void aKeyIssuedThroughThisNodeIsFoundThoughItsHandleWasAskedForBefore() {
        ApiKey key = issue();
        Changed other = TestKeys.issue();
        assertThat(cache.findByHandle(other.next().currentSecret().handle()).value())
                .isEmpty();
        assertThat(cache.insert(other.next(), other.event()).value().name()).isEqualTo("INSERTED");
        assertThat(find(other.next())).isEqualTo(other.next());
        assertThat(find(key)).isEqualTo(key);
    }

    @Test
    void aRotationThroughThisNodeIsSeenAtOnceThoughTheNewHandleWasAskedForBefore() {
        ApiKey key = issue();
        Changed rotated = rotated(key);
        assertThat(cache.findByHandle(rotated.next().currentSecret().handle()).value())
                .isEmpty();
        assertThat(cache.replace(rotated.next(), rotated.event()).value()).isEqualTo(Replacement.REPLACED);
        assertThat(find(rotated.next())).isEqualTo(rotated.next());
    }

    @Test
    void aSlowReadThatBeganBeforeAKeyWasIssuedThroughThisNodeNeverSaysLaterThatThereIsNone() {
        Changed issued = TestKeys.issue();
        String handle = issued.next().currentSecret().handle();
        store.afterRead = () -> {
            store.afterRead = () -> {};
            assertThat(cache.insert(issued.next(), issued.event()).value()).isEqualTo(Insertion.INSERTED);
        };
        assertThat(cache.findByHandle(handle).value())
                .as("the slow read itself")
                .isEmpty();
        assertThat(cache.findByHandle(handle).value()).as("every later one").contains(issued.next());
    }

    @Test
    void aSlowReadThatBeganBeforeARotationThroughThisNodeNeverSaysLaterThatThereIsNone() {
        ApiKey key = issue();
        Changed rotated = rotated(key);
        String handle = rotated.next().currentSecret().handle();
        store.afterRead = () -> {
            store.afterRead = () -> {};
            assertThat(cache.replace(rotated.next(), rotated.event()).value()).isEqualTo(Replacement.REPLACED);
        };
        assertThat(cache.findByHandle(handle).value())
                .as("the slow read itself")
                .isEmpty();
        assertThat(cache.findByHandle(handle).value()).as("every later one").contains(rotated.next());
    }

    @Test
    void aRevocationThroughThisNodeDuringAnOverlapIsSeenAtOnceUnderBothHandles() {
        ApiKey key = issue();
        Changed rotated = rotated(key);
        assertThat(cache.replace(rotated.next(), rotated.event()).value()).isEqualTo(Replacement.REPLACED);
        String retiring = key.currentSecret().handle();
        assertThat(cache.findByHandle(retiring).value()).contains(rotated.next());
        assertThat(find(rotated.next())).isEqualTo(rotated.next());

        Changed revoked = revoked(rotated.next());
        assertThat(cache.replace(revoked.next(), revoked.event()).value()).isEqualTo(Replacement.REPLACED);
        assertThat(cache.findByHandle(retiring).value()).contains(revoked.next());
        assertThat(find(rotated.next())).isEqualTo(revoked.next());
    }

    @Test
    void aKeyRevokedOnThisNodeDuringAnOverlapIsRefusedByTheNextCallWhicheverSecretIsPresented() {
        try (World world = new World(builder -> builder.recordCache(feed, 100, AGE))) {
            IssuedKey first = world.issue(World.SPEC);
            UUID id = first.key().id();
            IssuedKey second = world.watched(
                            world.keys().rotate("acme", id, RotationMode.overlap(Duration.ofHours(1)), World.ACTOR))
                    .orElseThrow();
            world.accepted(first.rawKey());
            world.accepted(second.rawKey());
            assertThat(world.keys().revoke("acme", id, "test", World.ACTOR))
                    .returns(Result.Outcome.DONE, Result::outcome);
            world.assertRefused(first.rawKey(), Refusal.REVOKED);
            world.assertRefused(second.rawKey(), Refusal.REVOKED);
        }
    }

    @Test
    void aReadByOneSecretTeachesTheCacheWhatItHasByAnother() {
        ApiKey key = issue();
        Changed rotated = rotated(key);
        assertThat(store.replace(rotated.next(), rotated.event()).value()).isEqualTo(Replacement.REPLACED);
        String retiring = key.currentSecret().handle();
        assertThat(cache.findByHandle(retiring).value()).contains(rotated.next());

        // The feed is late: this node learns of the revocation by a request with the other secret.
        ApiKey revoked = revokeElsewhere(rotated.next());
        assertThat(find(rotated.next())).isEqualTo(revoked);
        assertThat(cache.findByHandle(retiring).value()).contains(revoked);
    }

    @Test
    void whatAReadTaughtTheCacheIsRememberedByEachSecret() {
        ApiKey key = issue();
        Changed rotated = rotated(key);
        assertThat(store.replace(rotated.next(), rotated.event()).value()).isEqualTo(Replacement.REPLACED);
        assertThat(cache.findByHandle(key.currentSecret().handle()).value()).contains(rotated.next());
        revokeElsewhere(rotated.next());
        feed.tell(key.id());

        // The entry of the secret that nobody uses any more must not keep the other one from being remembered.
        find(rotated.next());
        find(rotated.next());
        int reads = store.reads.get();
        find(rotated.next());
        assertThat(store.reads).hasValue(reads);
    }

    @Test
    void aReplacementThatTheStoreRefusesIsRefused() {
        ApiKey key = issue();
        Changed revoked = revoked(key);
        store.stale = true;
        assertThat(cache.replace(revoked.next(), revoked.event()).value()).isEqualTo(Replacement.STALE);
    }

    @Test
    void closingEndsTheListening() {
        cache.close();
        assertThat(feed.listeners).isEmpty();
    }

    @Test
    void aRevokedKeyIsRefusedByTheStrictAuthenticatorBeforeAnythingIsTold() {
        try (World world = new World(builder -> builder.recordCache(feed, 100, AGE))) {
            IssuedKey issued = world.issue(World.SPEC);
            world.accepted(issued.rawKey());
            Changed revoked = revoked(issued.key());
            assertThat(world.store.replace(revoked.next(), revoked.event()).value())
                    .isEqualTo(Replacement.REPLACED);
            world.accepted(issued.rawKey());
            World.assertRefused(
                    world.latchkey
                            .strictAuthenticator()
                            .authenticate(issued.rawKey().reveal(), Requirement.ANY, null),
                    Refusal.REVOKED);
            // What the strict request has learned, the others know too.
            world.assertRefused(issued.rawKey(), Refusal.REVOKED);
        }
    }

    @Test
    void aHashThatAStrictRequestUpgradedIsInForceForTheOthersAtOnce() {
        try (World issuing = new World();
                World world = new World(
                        issuing.store,
                        builder ->
                                builder.argon2(new Argon2Parameters(128, 2, 1)).recordCache(feed, 100, AGE))) {
            RawKey raw = issuing.issue(World.SPEC).rawKey();
            world.watch(raw);
            // Cached with the old hash, which nobody upgrades for who is refused.
            World.assertRefused(
                    world.latchkey.authenticator().authenticate(raw.reveal(), Requirement.RESOURCE, null),
                    Refusal.TENANT_KEY);
            assertThat(world.latchkey.strictAuthenticator().authenticate(raw.reveal(), Requirement.ANY, null))
                    .returns(Verdict.Outcome.ACCEPTED, Verdict::outcome);
            assertThat(world.store.all()).extracting(ApiKey::version).containsExactly(2L);

            Busy.during(world.gate, () -> world.accepted(raw));
        }
    }

    @Test
    void aKeyRevokedOnThisNodeIsRefusedByTheNextCall() {
        try (World world = new World(builder -> builder.recordCache(feed, 100, AGE))) {
            IssuedKey issued = world.issue(World.SPEC);
            world.accepted(issued.rawKey());
            assertThat(world.keys().revoke("acme", issued.key().id(), "test", World.ACTOR))
                    .returns(Result.Outcome.DONE, Result::outcome);
            world.assertRefused(issued.rawKey(), Refusal.REVOKED);
        }
    }

    private RecordCache cache(ChangeFeed told) {
        return new RecordCache(store, told, CacheLimits.of(100, AGE), nanos::get, new CacheEvents() {});
    }

    private ApiKey issue() {
        Changed first = TestKeys.issue();
        assertThat(store.insert(first.next(), first.event()).value().name()).isEqualTo("INSERTED");
        return first.next();
    }

    private ApiKey find(ApiKey key) {
        return cache.findByHandle(key.currentSecret().handle()).value().orElseThrow();
    }

    private static Changed revoked(ApiKey key) {
        return (Changed) key.by(World.ACTOR, World.START).revoke("test");
    }

    private static Changed rotated(ApiKey key) {
        Secret fresh = TestKeys.issue().next().currentSecret();
        return (Changed) key.by(World.ACTOR, World.START).rotate(fresh, Duration.ofHours(1));
    }

    private ApiKey revokeElsewhere(ApiKey key) {
        Changed revoked = revoked(key);
        assertThat(store.replace(revoked.next(), revoked.event()).value()).isEqualTo(Replacement.REPLACED);
        return revoked.next();
    }

    /** A feed that tells what the test tells. */
    private static final class ManualFeed implements ChangeFeed {
        private final List<Listener> listeners = new ArrayList<>();

        @Override
        public Subscription subscribe(Listener listener) {
            listeners.add(listener);
            return () -> listeners.remove(listener);
        }

        Listener listener() {
            return listeners.get(0);
        }

        void tell(UUID keyId) {
            List.copyOf(listeners).forEach(listener -> listener.changed(keyId));
        }
    }
}
