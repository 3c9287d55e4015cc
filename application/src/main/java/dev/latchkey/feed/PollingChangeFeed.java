package dev.latchkey.feed;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.internal.Checks;
import dev.latchkey.ports.ChangeFeed;
import dev.latchkey.ports.ChangeLog;
import dev.latchkey.ports.StoreException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * A change feed that polls a store's {@link ChangeLog}, for stores that cannot notify by themselves or not through the
 * connections that the host has.
 *
 * <p>A change is reported within an interval of becoming visible. If a poll fails, listeners are notified immediately
 * that they are interrupted. If no poll has succeeded for three intervals, because one hangs or the threads got no
 * time, they are notified then. So a change by another node is unseen for at most three intervals, as long as this
 * process runs.
 *
 * <p>Transactions may commit in another order than their numbers. Missing numbers are asked for again until they
 * appear, or until {@value ChangeLogCursor#WINDOW} higher ones have been taken. This is the limit: a change is missed
 * if a number that is higher by so many is committed before it. A record cache then keeps its entry for its maximum
 * age.
 *
 * <p>Each subscription has two daemon threads: one polls, and the other watches it. A poll is two small queries to the
 * log. Immutable, safe for use by several threads.
 */
public final class PollingChangeFeed implements ChangeFeed {
    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int THREADS = 2;

    private final ChangeLog log;
    private final Duration interval;
    private final Function<ThreadFactory, ScheduledExecutorService> threads;
    private final LongSupplier nanos;

    /**
     * Takes all parts, for tests that control threads and time.
     *
     * @param threads runs the tasks of a subscription, which shuts it down at its end
     * @param nanos measures time
     */
    PollingChangeFeed(
            ChangeLog log,
            Duration interval,
            Function<ThreadFactory, ScheduledExecutorService> threads,
            LongSupplier nanos) {
        this.log = log;
        this.interval = interval;
        this.threads = threads;
        this.nanos = nanos;
    }

    /**
     * Returns a feed of the changes in a log.
     *
     * @param log the log; it must read where the store reads, and see no transaction of the host's
     * @param interval how long to wait after each poll, 10 milliseconds to one hour
     * @return the feed
     * @throws InvalidValueException if the interval is out of range
     */
    public static PollingChangeFeed of(ChangeLog log, Duration interval) {
        boolean possible = interval.compareTo(SHORTEST) >= 0 && interval.compareTo(LONGEST) <= 0;
        Checks.that(possible, "interval", "must be 10 milliseconds to one hour");
        return new PollingChangeFeed(log, interval, PollingChangeFeed::newThreads, System::nanoTime);
    }

    /**
     * Subscribes a listener to every change after the current end of the log.
     *
     * @throws StoreException if the log cannot be read
     */
    @Override
    public Subscription subscribe(Listener listener) {
        return PollingSubscription.begin(new ChangeLogCursor(log), interval, threads, nanos, listener);
    }

    private static ScheduledExecutorService newThreads(ThreadFactory factory) {
        return new ScheduledThreadPoolExecutor(THREADS, factory);
    }
}
