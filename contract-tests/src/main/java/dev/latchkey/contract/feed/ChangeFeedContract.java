package dev.latchkey.contract.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.contract.fixture.Race;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.ChangeFeed;
import dev.latchkey.ports.ChangeFeed.Subscription;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.Replacement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Everything that a {@link ChangeFeed} promises while nothing is broken. Extend it, name a store and the feed of its
 * changes, run it; a feed that can be cut off from its store passes {@link ChangeFeedOutageContract} besides.
 */
public abstract class ChangeFeedContract extends ClosingRules {
    private final Set<UUID> begun = ConcurrentHashMap.newKeySet();
    private final Set<UUID> inserted = ConcurrentHashMap.newKeySet();
    private KeyStore store;
    private ChangeFeed feed;

    /** Creates the contract, for the test of an adapter. */
    protected ChangeFeedContract() {}

    /**
     * Makes the store whose changes are told. Called once for each test.
     *
     * @return an empty store
     */
    protected abstract KeyStore store();

    /**
     * Makes the feed under test. Called once for each test, after {@link #store()}.
     *
     * @param changing what {@code store()} returned
     * @return a feed of its changes, of another node if there can be one
     */
    protected abstract ChangeFeed feed(KeyStore changing);

    /**
     * Returns how long it may take until a change is announced.
     *
     * @return thirty seconds: a bound for the test, not a promise of the feed
     */
    @Override
    protected Duration patience() {
        return Duration.ofSeconds(30);
    }

    /**
     * Tells whether a thread is the subscription's own. Asked of threads that began while the test subscribed: drivers
     * and pools begin some too, which their owners end.
     *
     * @param thread a thread that began then
     * @return true, unless an adapter knows better
     */
    @Override
    protected boolean isOfSubscription(Thread thread) {
        return true;
    }

    @BeforeEach
    void open() {
        store = store();
        feed = feed(store);
    }

    @Test
    void insertionsReplacementsAndPurgesAreTold() throws Exception {
        Recorder recorder = new Recorder();
        try (Subscription subscription = feed.subscribe(recorder)) {
            assertThat(subscription).isNotNull();
            ApiKey key = insert();
            recorder.awaitToldOf(key.id());
            recorder.clear();
            revoke(key);
            recorder.awaitToldOf(key.id());
            recorder.clear();
            assertThat(store.purge(Keys.purge(Keys.T0.plusSeconds(60), 10))).isEqualTo(1);
            recorder.awaitToldOf(key.id());
        }
    }

    @Test
    void aChangeIsToldOnceItIsVisible() throws Exception {
        Recorder recorder = new Recorder();
        try (Subscription subscription = feed.subscribe(recorder)) {
            assertThat(subscription).isNotNull();
            for (int i = 0; i < 50; i++) {
                ApiKey key = insert();
                assertThat(recorder.awaitToldOf(key.id())).contains(key);
            }
        }
    }

    @Test
    void whatChangesRightAfterTheSubscriptionIsTold() throws Exception {
        for (int i = 0; i < 10; i++) {
            Recorder recorder = new Recorder();
            try (Subscription subscription = feed.subscribe(recorder)) {
                assertThat(subscription).isNotNull();
                ApiKey key = insert();
                recorder.awaitToldOf(key.id());
            }
        }
    }

    @Test
    void theLastChangeOfEachKeyIsToldHoweverManyChangeAtOnce() throws Exception {
        int writers = 4;
        Recorder recorder = new Recorder();
        try (Race race = new Race();
                Subscription subscription = feed.subscribe(recorder)) {
            assertThat(subscription).isNotNull();
            List<UUID> changed = race
                    .<List<UUID>>run(Collections.nCopies(writers, () -> {
                        List<UUID> keys = new ArrayList<>();
                        for (int i = 0; i < 25; i++) {
                            ApiKey key = insert();
                            keys.add(key.id());
                            revoke(key);
                        }
                        return keys;
                    }))
                    .stream()
                    .flatMap(List::stream)
                    .toList();
            recorder.awaitToldOfRevoked(new HashSet<>(changed));
        }
    }

    @Test
    void everySubscriberIsTold() throws Exception {
        Recorder first = new Recorder();
        Recorder second = new Recorder();
        try (Subscription one = feed.subscribe(first);
                Subscription other = feed.subscribe(second)) {
            assertThat(one).isNotSameAs(other);
            ApiKey key = insert();
            first.awaitToldOf(key.id());
            second.awaitToldOf(key.id());
        }
    }

    @Test
    void nothingIsToldAfterTheSubscriptionIsClosed() throws Exception {
        Recorder closed = new Recorder();
        Recorder open = new Recorder();
        try (Subscription other = feed.subscribe(open)) {
            assertThat(other).isNotNull();
            Subscription subscription = feed.subscribe(closed);
            ApiKey key = insert();
            closed.awaitToldOf(key.id());
            subscription.close();
            subscription.close();
            closed.clear();
            // Whatever is announced twice or late has come by the time the other one knows of a later change.
            ApiKey later = insert();
            open.awaitToldOf(later.id());
            assertThat(closed.told).isEmpty();
        }
    }

    @Override
    final ChangeFeed feed() {
        return feed;
    }

    @Override
    final void change() {
        insert();
    }

    private ApiKey insert() {
        Changed issued = Keys.issue(Keys.spec(), Keys.T0);
        begun.add(issued.next().id());
        assertThat(store.insert(issued.next(), issued.event()).value()).isEqualTo(Insertion.INSERTED);
        inserted.add(issued.next().id());
        return issued.next();
    }

    private void revoke(ApiKey key) {
        Changed revoked = Keys.changed(key.by(Keys.ACTOR, Keys.T0).revoke("test"));
        assertThat(store.replace(revoked.next(), revoked.event()).value())
                .as("revocation of key %s", key.id())
                .isEqualTo(Replacement.REPLACED);
    }

    private record Told(UUID keyId, Optional<ApiKey> visible) {}

    /** Remembers what it hears, and what could be read at that moment. */
    private final class Recorder implements ChangeFeed.Listener {
        private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();

        @Override
        public void changed(UUID keyId) {
            told.add(new Told(keyId, store.findById(keyId).value()));
        }

        @Override
        public void interrupted() {
            // Allowed at any time.
        }

        /** Allowed at any time, on a machine that has other things to do: then all keys may have changed. */
        @Override
        public void resumed() {
            for (UUID id : begun) {
                boolean isThere = inserted.contains(id);
                Optional<ApiKey> visible = store.findById(id).value();
                if (isThere || visible.isPresent()) {
                    told.add(new Told(id, visible));
                }
            }
        }

        Optional<ApiKey> awaitToldOf(UUID keyId) throws InterruptedException, TimeoutException {
            long deadline = System.nanoTime() + patience().toNanos();
            while (true) {
                Told next = told.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (next == null) {
                    throw new TimeoutException("the feed did not tell of a change of key " + keyId);
                }
                if (next.keyId().equals(keyId)) {
                    return next.visible();
                }
            }
        }

        /** In any order. A key may be announced before, too, if it is announced again when it is revoked. */
        void awaitToldOfRevoked(Set<UUID> keys) throws InterruptedException, TimeoutException {
            long deadline = System.nanoTime() + patience().toNanos();
            while (!keys.isEmpty()) {
                Told next = told.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (next == null) {
                    throw new TimeoutException("the feed did not tell of the revocation of keys " + keys);
                }
                if (next.visible().filter(key -> key.revocation() != null).isPresent()) {
                    keys.remove(next.keyId());
                }
            }
        }

        void clear() {
            told.clear();
        }
    }
}
