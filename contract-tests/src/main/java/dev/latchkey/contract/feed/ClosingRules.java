package dev.latchkey.contract.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.ports.ChangeFeed;
import dev.latchkey.ports.ChangeFeed.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What {@link Subscription#close()} promises: the part of {@link ChangeFeedContract} about the end of a feed. */
public abstract class ClosingRules {
    /** Creates the rules, for the contract. */
    ClosingRules() {}

    /** Returns the feed under test. */
    abstract ChangeFeed feed();

    /** Changes a key. */
    abstract void change();

    /**
     * Returns how long it may take until a change is announced.
     *
     * @return a bound for the test, not a promise of the feed
     */
    protected abstract Duration patience();

    /**
     * Tells whether a thread is the subscription's own.
     *
     * @param thread a thread that began while the test subscribed
     * @return false for a thread that a driver or a pool began
     */
    protected abstract boolean isOfSubscription(Thread thread);

    @Test
    void noThreadOfTheSubscriptionIsAliveAfterItIsClosed() throws Exception {
        ThreadGroup group = new ThreadGroup("subscriber");
        CountDownLatch called = new CountDownLatch(1);
        Subscription subscription = inThread(group, () -> feed().subscribe(new OnChange(called::countDown)));
        change();
        assertThat(called.await(patience().toMillis(), TimeUnit.MILLISECONDS)).isTrue();
        subscription.close();
        assertThat(alive(group)).as("threads of the subscription after closing").isEmpty();
    }

    @Test
    void closingWaitsForTheListenerAlsoIfTheCloserIsInterruptedAndStaysSo() throws Exception {
        CompletableFuture<Thread> closer = new CompletableFuture<>();
        AtomicBoolean hasReturned = new AtomicBoolean();
        CountDownLatch called = new CountDownLatch(1);
        Subscription subscription = feed().subscribe(new OnChange(() -> {
            called.countDown();
            awaitStanding(closer.join());
            hasReturned.set(true);
        }));
        // The thread that makes the change may be the one that announces it.
        FutureTask<?> change = new FutureTask<>(this::change, null);
        started(null, change);
        assertThat(called.await(patience().toMillis(), TimeUnit.MILLISECONDS)).isTrue();
        FutureTask<String> closing = new FutureTask<>(() -> {
            Thread.currentThread().interrupt();
            subscription.close();
            return "returned: " + hasReturned.get() + ", interrupted: " + Thread.interrupted();
        });
        closer.complete(started(null, closing));
        assertThat(closing.get(patience().toMillis(), TimeUnit.MILLISECONDS))
                .isEqualTo("returned: true, interrupted: true");
        change.get(patience().toMillis(), TimeUnit.MILLISECONDS);
    }

    @Test
    void aListenerMayCloseItsOwnSubscription() throws Exception {
        ThreadGroup group = new ThreadGroup("subscriber");
        CompletableFuture<Subscription> subscription = new CompletableFuture<>();
        CountDownLatch closed = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        subscription.complete(inThread(
                group,
                () -> feed().subscribe(new OnChange(() -> {
                    calls.incrementAndGet();
                    subscription.join().close();
                    closed.countDown();
                }))));
        FutureTask<?> change = new FutureTask<>(this::change, null);
        started(null, change);
        assertThat(closed.await(patience().toMillis(), TimeUnit.MILLISECONDS))
                .as("the call of close() in the listener returns")
                .isTrue();
        change.get(patience().toMillis(), TimeUnit.MILLISECONDS);
        subscription.join().close();
        assertThat(alive(group)).as("threads of the subscription after closing").isEmpty();
        change();
        assertThat(calls).hasValue(1);
    }

    /** Threads that begin in a thread of the group belong to the group. */
    private <T> T inThread(ThreadGroup group, Callable<T> task) throws Exception {
        FutureTask<T> result = new FutureTask<>(task);
        Thread thread = started(group, result);
        T value = result.get();
        thread.join();
        return value;
    }

    private static Thread started(@Nullable ThreadGroup group, Runnable work) {
        Thread thread = new Thread(group, work, "contract");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private List<Thread> alive(ThreadGroup group) {
        Thread[] threads = new Thread[1_000];
        int count = group.enumerate(threads);
        return Stream.of(threads).limit(count).filter(this::isOfSubscription).toList();
    }

    /** Returns when a thread waits for something, or has ended. */
    private void awaitStanding(Thread thread) {
        long deadline = System.nanoTime() + patience().toNanos();
        while (thread.getState() == Thread.State.RUNNABLE && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
    }

    /** A listener for which only changes matter. */
    private record OnChange(Runnable action) implements ChangeFeed.Listener {
        @Override
        public void changed(UUID keyId) {
            action.run();
        }

        @Override
        public void interrupted() {
            // Allowed at any time.
        }

        @Override
        public void resumed() {
            // Allowed at any time. The change may have been missed.
            action.run();
        }
    }
}
