package dev.latchkey.feed;

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

/** One listener, where it stands in the log, and its threads. Safe for use by several threads. */
final class PollingSubscription implements Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(PollingSubscription.class);

    private final ChangeLogCursor poll;
    private final long lateAfter;
    private final ScheduledExecutorService threads;
    private final List<ScheduledFuture<?>> tasks;
    private final LongSupplier nanos;
    private final Listener listener;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean interrupted = new AtomicBoolean();

    /** When the last poll began that succeeded. */
    private final AtomicLong upToDateAt;

    private PollingSubscription(
            ChangeLogCursor poll,
            Duration interval,
            ScheduledExecutorService threads,
            LongSupplier nanos,
            Listener listener) {
        this.poll = poll;
        // The watch looks once an interval: together that is three.
        this.lateAfter = 2 * interval.toNanos();
        this.threads = threads;
        this.nanos = nanos;
        this.listener = listener;
        this.upToDateAt = new AtomicLong(nanos.getAsLong());
        long every = interval.toNanos();
        this.tasks = List.of(
                threads.scheduleWithFixedDelay(this::poll, every, every, TimeUnit.NANOSECONDS),
                threads.scheduleWithFixedDelay(this::watch, every, every, TimeUnit.NANOSECONDS));
    }

    static PollingSubscription begin(
            ChangeLogCursor poll,
            Duration interval,
            Supplier<ScheduledExecutorService> threads,
            LongSupplier nanos,
            Listener listener) {
        poll.begin();
        return new PollingSubscription(poll, interval, threads.get(), nanos, listener);
    }

    private void poll() {
        long begun = nanos.getAsLong();
        try {
            List<UUID> changed = poll.next();
            if (changed == null) {
                interrupt("the log of changes is another one than before", null);
                poll.begin();
            } else {
                changed.forEach(keyId -> tell(told -> told.changed(keyId)));
            }
            upToDateAt.set(begun);
            resumeUnlessLate(begun);
        } catch (RuntimeException | Error e) {
            interrupt("the log of changes could not be read", e);
        }
    }

    private void watch() {
        if (isLate(upToDateAt.get())) {
            interrupt("the log of changes was not read in time", null);
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
            LOG.warn("Nothing is cached for a while: {}", why, cause);
            tell(Listener::interrupted);
        }
    }

    /** Under the same lock as {@link #close()}, which therefore waits until a listener that is being told has returned. */
    private synchronized void tell(Consumer<Listener> news) {
        if (!closed.get()) {
            news.accept(listener);
        }
    }

    /** A poll that is under way ends by itself: to interrupt a thread that reads a file breaks some databases. */
    @Override
    public synchronized void close() {
        closed.set(true);
        tasks.forEach(task -> task.cancel(false));
        threads.shutdown();
    }
}
