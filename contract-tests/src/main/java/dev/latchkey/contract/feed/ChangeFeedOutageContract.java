package dev.latchkey.contract.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.ChangeFeed;
import dev.latchkey.ports.ChangeFeed.Subscription;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.Replacement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Everything that a {@link ChangeFeed} promises when it is cut off from its store. Extend it, say how to cut, run it.
 */
public abstract class ChangeFeedOutageContract {
    private final Set<UUID> inserted = ConcurrentHashMap.newKeySet();
    private KeyStore store;
    private ChangeFeed feed;

    /** Creates the contract, for the test of an adapter. */
    protected ChangeFeedOutageContract() {}

    /**
     * Makes the store whose changes are told. Called once for each test.
     *
     * @return an empty store, which stays in reach when the feed is cut off
     */
    protected abstract KeyStore store();

    /**
     * Makes the feed under test. Called once for each test, after {@link #store()}.
     *
     * @param changing what {@code store()} returned
     * @return a feed of its changes
     */
    protected abstract ChangeFeed feed(KeyStore changing);

    /** Cuts the feed off: it hears of nothing any more. */
    protected abstract void cut();

    /** Ends what {@link #cut()} began. */
    protected abstract void mend();

    /**
     * Returns how long an announcement may take.
     *
     * @return thirty seconds: a bound for the test, not a promise of the feed
     */
    protected Duration patience() {
        return Duration.ofSeconds(30);
    }

    @BeforeEach
    void open() {
        store = store();
        feed = feed(store);
    }

    @Test
    void anOutageIsToldAndItsEndIsToldNoSoonerThanThereIsOne() throws Exception {
        Memory memory = new Memory();
        try (Subscription subscription = feed.subscribe(memory)) {
            assertThat(subscription).isNotNull();
            cut();
            memory.awaitTrust(false);
            insert();
            // What was under way when the feed was cut off may end well; nothing after it does.
            memory.awaitTrust(false);
            mend();
            memory.awaitTrust(true);
            ApiKey key = insert();
            memory.await(key.id().toString());
        }
    }

    @Test
    void whatBecomesVisibleWhileTheEndIsToldIsToldToo() throws Exception {
        ApiKey key = insert();
        Memory memory = new Memory();
        memory.onResumed.set(() -> revoke(key));
        try (Subscription subscription = feed.subscribe(memory)) {
            assertThat(subscription).isNotNull();
            cut();
            memory.awaitTrust(false);
            mend();
            memory.awaitTrust(true);
            memory.await(key.id().toString());
        }
    }

    @Test
    void aReaderThatBelievesItIsNeverStaleThroughSeveralOutages() throws Exception {
        Memory memory = new Memory();
        try (Subscription subscription = feed.subscribe(memory)) {
            assertThat(subscription).isNotNull();
            for (int i = 0; i < 3; i++) {
                ApiKey before = insert();
                ApiKey during = insert();
                memory.await(during.id().toString());
                memory.read(before.id());
                memory.read(during.id());
                cut();
                memory.awaitTrust(false);
                ApiKey revoked = revoke(during);
                assertThat(memory.read(during.id()))
                        .as("changed during the outage")
                        .isEqualTo(revoked);
                mend();
                memory.awaitTrust(true);
                assertThat(memory.read(during.id())).as("after the outage").isEqualTo(revoked);
                assertThat(memory.read(before.id())).isEqualTo(before);
                memory.news.clear();
                ApiKey later = revoke(before);
                memory.await(before.id().toString());
                assertThat(memory.read(before.id())).as("changed since").isEqualTo(later);
            }
        }
    }

    @Test
    void nothingIsToldToWhoEndedDuringAnOutage() throws Exception {
        Memory ended = new Memory();
        Memory open = new Memory();
        try (Subscription other = feed.subscribe(open)) {
            assertThat(other).isNotNull();
            try (Subscription subscription = feed.subscribe(ended)) {
                assertThat(subscription).isNotNull();
                cut();
                ended.awaitTrust(false);
            }
            ended.news.clear();
            open.awaitTrust(false);
            mend();
            open.awaitTrust(true);
            ApiKey key = insert();
            open.await(key.id().toString());
            assertThat(ended.news).isEmpty();
        }
    }

    private ApiKey insert() {
        Changed issued = Keys.issue(Keys.spec(), Keys.T0);
        inserted.add(issued.next().id());
        assertThat(store.insert(issued.next(), issued.event()).value()).isEqualTo(Insertion.INSERTED);
        return issued.next();
    }

    private ApiKey revoke(ApiKey key) {
        Changed revoked = Keys.changed(key.by(Keys.ACTOR, Keys.T0).revoke("test"));
        assertThat(store.replace(revoked.next(), revoked.event()).value())
                .as("revocation of key %s", key.id())
                .isEqualTo(Replacement.REPLACED);
        return revoked.next();
    }

    /** Remembers what it read, for as long as the announcements allow. */
    private final class Memory implements ChangeFeed.Listener {
        private final BlockingQueue<String> news = new LinkedBlockingQueue<>();
        private final Map<UUID, ApiKey> remembered = new HashMap<>();
        private boolean trusts = true;

        /** What is done once, when the end of an outage is announced. */
        private final AtomicReference<@Nullable Runnable> onResumed = new AtomicReference<>();

        /** No change is announced in between, so that no read can be late. */
        synchronized ApiKey read(UUID id) {
            ApiKey key = trusts ? remembered.get(id) : null;
            if (key == null) {
                key = store.findById(id).value().orElseThrow();
                if (trusts) {
                    remembered.put(id, key);
                }
            }
            return key;
        }

        @Override
        public void changed(UUID keyId) {
            synchronized (this) {
                remembered.remove(keyId);
            }
            news.add(keyId.toString());
        }

        @Override
        public void interrupted() {
            synchronized (this) {
                trusts = false;
                notifyAll();
            }
            news.add("interrupted");
        }

        /** All keys may have changed meanwhile, also after an interruption that is no cut of the test's. */
        @Override
        public void resumed() {
            Runnable instead = onResumed.getAndSet(null);
            if (instead == null) {
                inserted.forEach(id -> news.add(id.toString()));
            }
            synchronized (this) {
                remembered.clear();
                trusts = true;
                notifyAll();
            }
            news.add("resumed");
            if (instead != null) {
                instead.run();
            }
        }

        /** A feed may be interrupted more often than it is cut, on a machine that has other things to do. */
        synchronized void awaitTrust(boolean wanted) throws InterruptedException, TimeoutException {
            long deadline = System.nanoTime() + patience().toNanos();
            while (trusts != wanted) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new TimeoutException(
                            wanted
                                    ? "the feed did not say that it hears again"
                                    : "the feed did not say that it is cut off");
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        }

        /** What comes before it is skipped. */
        void await(String awaited) throws InterruptedException, TimeoutException {
            long deadline = System.nanoTime() + patience().toNanos();
            String next;
            do {
                next = news.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (next == null) {
                    throw new TimeoutException("the feed did not tell of the change of key " + awaited);
                }
            } while (!next.equals(awaited));
        }
    }
}
