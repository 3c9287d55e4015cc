package dev.latchkey.feed;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.internal.Checks;
import dev.latchkey.ports.ChangeFeed;
import dev.latchkey.ports.ChangeLog;
import dev.latchkey.ports.StoreException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Tells of changes by asking a store's {@link ChangeLog} for them, for stores that cannot tell by themselves, or not through the connections that the host has.
 *
 * <p>A change is told within an interval of becoming visible. When a poll fails, listeners are told at once that they are interrupted; when none has succeeded for three
 * intervals, because one hangs or the threads got no time, they are told then. So what another node changed is unseen for three intervals at most, as long as this process runs at all.
 *
 * <p>Transactions may commit in another order than their numbers': numbers that are missing are asked for again until they appear, or until {@value ChangeLogCursor#WINDOW} higher ones have been
 * taken. This is the limit: a change is missed when a number that is higher by so many is committed before it is, and a record cache then holds what it had for its maximum age. Purges are not told;
 * what is purged has been dead for long.
 *
 * <p>Each subscription has two daemon threads, one of which asks while the other watches it; a poll is two small questions to the log. Immutable, safe for use by several threads.
 */
public final class PollingChangeFeed implements ChangeFeed {
    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int THREADS = 2;

    private final ChangeLog log;
    private final Duration interval;
    private final Supplier<ScheduledExecutorService> threads;
    private final LongSupplier nanos;

    /**
     * For tests, which have threads and a time of their own.
     *
     * @param threads makes those of a subscription, which shuts them down at its end
     * @param nanos measures time
     */
    PollingChangeFeed(
            ChangeLog log, Duration interval, Supplier<ScheduledExecutorService> threads, LongSupplier nanos) {
        this.log = log;
        this.interval = interval;
        this.threads = threads;
        this.nanos = nanos;
    }

    /**
     * A feed of the changes in a log.
     *
     * @param log what is asked; it must read where the store reads, and see no transaction of the host's
     * @param interval how long to wait after each poll, 10 milliseconds to one hour
     * @return the feed
     * @throws InvalidValueException when the interval is out of range
     */
    public static PollingChangeFeed of(ChangeLog log, Duration interval) {
        boolean possible = interval.compareTo(SHORTEST) >= 0 && interval.compareTo(LONGEST) <= 0;
        Checks.that(possible, "interval", "must be 10 milliseconds to one hour");
        return new PollingChangeFeed(log, interval, PollingChangeFeed::newThreads, System::nanoTime);
    }

    /**
     * Begins to listen: where the log stands is known when this returns.
     *
     * @throws StoreException when the log cannot be read
     */
    @Override
    public Subscription subscribe(Listener listener) {
        return PollingSubscription.begin(new ChangeLogCursor(log), interval, threads, nanos, listener);
    }

    private static ScheduledExecutorService newThreads() {
        ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(THREADS, task -> {
            Thread thread = new Thread(task, "latchkey-changes");
            thread.setDaemon(true);
            return thread;
        });
        threads.setRemoveOnCancelPolicy(true);
        return threads;
    }
}
