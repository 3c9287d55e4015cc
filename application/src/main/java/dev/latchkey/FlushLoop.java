package dev.latchkey;

import dev.latchkey.internal.buffer.AccessEventBuffer;
import dev.latchkey.internal.buffer.UsageBuffer;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The loop that writes both buffers at an interval, on a thread of its own. Safe for use by several threads. */
final class FlushLoop {
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final UsageBuffer uses;
    private final AccessEventBuffer events;
    private final Promotions promotions;
    private final ScheduledExecutorService thread;
    private final ScheduledFuture<?> flushing;

    /** Starts the loop. The thread is shut down by {@link #stop}. */
    FlushLoop(
            UsageBuffer uses,
            AccessEventBuffer events,
            Promotions promotions,
            ScheduledExecutorService thread,
            Duration interval) {
        this.uses = uses;
        this.events = events;
        this.promotions = promotions;
        this.thread = thread;
        long millis = interval.toMillis();
        this.flushing = thread.scheduleWithFixedDelay(this::flush, millis, millis, TimeUnit.MILLISECONDS);
    }

    void flush() {
        uses.flush();
        events.flush();
    }

    /**
     * Writes what is buffered and takes no more. Waits a few seconds until the thread has ended, so that it does not
     * outlive the application that made it.
     */
    void close() {
        uses.close();
        events.close();
        try {
            // A flush that hangs goes on by itself.
            thread.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops the loop. A flush that is running ends by itself. Promotions that have failed are tried once more. */
    void stop() {
        flushing.cancel(false);
        promotions.tryLast();
        thread.shutdown();
    }

    static ScheduledExecutorService newThread() {
        return new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "latchkey-flush");
            thread.setDaemon(true);
            return thread;
        });
    }
}
