package dev.latchkey.feed;

import dev.latchkey.core.Announcements;
import dev.latchkey.core.RepeatedWarning;
import dev.latchkey.ports.ChangeFeed.Listener;
import dev.latchkey.ports.ChangeFeed.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The subscription of one listener, with its cursor and its threads. Safe for use by several threads. */
final class PollingSubscription implements Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(PollingSubscription.class);

    private final ChangeLogCursor cursor;
    private final long lateAfter;
    private final ScheduledExecutorService threads;
    private final LongSupplier nanos;
    private final RepeatedWarning disabled;
    private final Announcements<Listener> announcements;
    private final AtomicBoolean interrupted = new AtomicBoolean();

    /** The start of the last successful poll. */
    private final AtomicLong upToDateAt;

    private PollingSubscription(
            ChangeLogCursor cursor,
            Duration interval,
            Function<ThreadFactory, ScheduledExecutorService> threads,
            LongSupplier nanos,
            Listener listener) {
        this.cursor = cursor;
        // The watch runs once an interval: together that is three.
        this.lateAfter = 2 * interval.toNanos();
        this.announcements = new Announcements<>(listener, new RepeatedWarning(LOG::warn, LOG::debug));
        this.threads = threads.apply(work -> announcements.thread("latchkey-changes", work));
        this.nanos = nanos;
        this.disabled =
                new RepeatedWarning(LOG::warn, LOG::debug, () -> TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong()));
        this.upToDateAt = new AtomicLong(nanos.getAsLong());
    }

    static PollingSubscription begin(
            ChangeLogCursor cursor,
            Duration interval,
            Function<ThreadFactory, ScheduledExecutorService> threads,
            LongSupplier nanos,
            Listener listener) {
        cursor.begin();
        PollingSubscription subscription = new PollingSubscription(cursor, interval, threads, nanos, listener);
        try {
            subscription.start(interval.toNanos());
        } catch (RuntimeException | Error e) {
            // A machine that gives no second thread has given the first.
            try (subscription) {
                throw e;
            }
        }
        return subscription;
    }

    private void start(long every) {
        for (Runnable task : List.<Runnable>of(this::poll, this::watch)) {
            // Nothing waits for it: shutting down ends it.
            ScheduledFuture<?> unused = threads.scheduleWithFixedDelay(task, every, every, TimeUnit.NANOSECONDS);
        }
    }

    private void poll() {
        long begun = nanos.getAsLong();
        try {
            List<UUID> changed = cursor.next();
            if (changed == null) {
                interrupt("the change log is not the one that was read before", null);
                cursor.begin();
            } else {
                changed.forEach(keyId -> announcements.tell(told -> told.changed(keyId)));
            }
            upToDateAt.set(begun);
            resumeUnlessLate(begun);
        } catch (RuntimeException | Error e) {
            interrupt("the change log could not be read", e);
        }
    }

    private void watch() {
        if (isLate(upToDateAt.get())) {
            interrupt("the change log was not read in time", null);
        }
    }

    private boolean isLate(long begun) {
        return nanos.getAsLong() - begun > lateAfter;
    }

    private synchronized void resumeUnlessLate(long begun) {
        if (!isLate(begun) && interrupted.getAndSet(false)) {
            announcements.tell(Listener::resumed);
        }
    }

    private synchronized void interrupt(String why, @Nullable Throwable cause) {
        if (!interrupted.getAndSet(true)) {
            disabled.log("Record cache disabled: " + why, cause);
            announcements.tell(Listener::interrupted);
        }
    }

    /**
     * Ends the subscription. A running poll ends by itself: interrupting a thread that reads a file breaks some
     * databases.
     */
    @Override
    public void close() {
        threads.shutdown();
        announcements.end(thread -> {});
    }
}
