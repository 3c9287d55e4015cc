package dev.latchkey.feed;

import dev.latchkey.core.RepeatedWarning;
import dev.latchkey.ports.ChangeFeed.Listener;
import dev.latchkey.ports.ChangeFeed.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The subscription of one listener, with its cursor and its threads. Safe for use by several threads. */
final class PollingSubscription implements Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(PollingSubscription.class);

    private final ChangeLogCursor cursor;
    private final long lateAfter;
    private final ScheduledExecutorService threads;
    private final List<ScheduledFuture<?>> tasks;
    private final LongSupplier nanos;
    private final Listener listener;
    private final RepeatedWarning disabled;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean interrupted = new AtomicBoolean();

    /** The start of the last successful poll. */
    private final AtomicLong upToDateAt;

    private PollingSubscription(
            ChangeLogCursor cursor,
            Duration interval,
            ScheduledExecutorService threads,
            LongSupplier nanos,
            Listener listener) {
        this.cursor = cursor;
        // The watch runs once an interval: together that is three.
        this.lateAfter = 2 * interval.toNanos();
        this.threads = threads;
        this.nanos = nanos;
        this.listener = listener;
        this.disabled =
                new RepeatedWarning(LOG::warn, LOG::debug, () -> TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong()));
        this.upToDateAt = new AtomicLong(nanos.getAsLong());
        long every = interval.toNanos();
        this.tasks = List.of(
                threads.scheduleWithFixedDelay(this::poll, every, every, TimeUnit.NANOSECONDS),
                threads.scheduleWithFixedDelay(this::watch, every, every, TimeUnit.NANOSECONDS));
    }

    static PollingSubscription begin(
            ChangeLogCursor cursor,
            Duration interval,
            Supplier<ScheduledExecutorService> threads,
            LongSupplier nanos,
            Listener listener) {
        cursor.begin();
        return new PollingSubscription(cursor, interval, threads.get(), nanos, listener);
    }

    private void poll() {
        long begun = nanos.getAsLong();
        try {
            List<UUID> changed = cursor.next();
            if (changed == null) {
                interrupt("the change log is not the one that was read before", null);
                cursor.begin();
            } else {
                changed.forEach(keyId -> tell(told -> told.changed(keyId)));
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
            tell(Listener::resumed);
        }
    }

    private synchronized void interrupt(String why, @Nullable Throwable cause) {
        if (!interrupted.getAndSet(true)) {
            disabled.log("Record cache disabled: " + why, cause);
            tell(Listener::interrupted);
        }
    }

    /**
     * Notifies the listener under the lock of {@link #close()}, which therefore waits until a running call has
     * returned.
     */
    private synchronized void tell(Consumer<Listener> news) {
        if (!closed.get()) {
            news.accept(listener);
        }
    }

    /**
     * Ends the subscription. A running poll ends by itself: interrupting a thread that reads a file breaks some
     * databases.
     */
    @Override
    public synchronized void close() {
        closed.set(true);
        tasks.forEach(task -> task.cancel(false));
        threads.shutdown();
    }
}
