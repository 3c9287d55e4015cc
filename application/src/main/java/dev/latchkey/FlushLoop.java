package dev.latchkey;

import dev.latchkey.core.ThreadEnds;
import dev.latchkey.internal.buffer.AccessEventBuffer;
import dev.latchkey.internal.buffer.UsageBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The loop that writes both buffers at an interval. Each flush is made on a thread of its own, which has no
 * transaction of the host: what is written there is not undone by a rollback. Safe for use by several threads.
 */
final class FlushLoop implements AutoCloseable {
    /** How long a caller waits: in its transaction it may have locked what the flush has to write. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final UsageBuffer uses;
    private final AccessEventBuffer events;
    private final Promotions promotions;
    private final ScheduledExecutorService thread;
    private final Duration patience;
    private final ScheduledFuture<?> flushing;

    /** Starts the loop. The thread is shut down by {@link #stop}. */
    FlushLoop(
            UsageBuffer uses,
            AccessEventBuffer events,
            Promotions promotions,
            ScheduledExecutorService thread,
            Duration interval,
            Duration patience) {
        this.uses = uses;
        this.events = events;
        this.promotions = promotions;
        this.thread = thread;
        this.patience = patience;
        long millis = interval.toMillis();
        this.flushing = thread.scheduleWithFixedDelay(this::write, millis, millis, TimeUnit.MILLISECONDS);
    }

    /**
     * Writes what is buffered, and promotes what was used before. A flush that takes longer than a caller waits goes on
     * by itself.
     */
    void flush() {
        // A listener that hears of a promotion may ask for a flush, and another promotion may be waiting for it.
        boolean isListener = Thread.currentThread() instanceof FlushThread;
        apart(isListener ? this::write : this::writeAll);
    }

    private void writeAll() {
        write();
        promotions.flush();
    }

    private void write() {
        uses.flush();
        events.flush();
    }

    /**
     * Writes what is buffered and takes no more. Waits a few seconds until the threads have ended, so that they do not
     * outlive the application that made them.
     */
    @Override
    public void close() {
        apart(() -> {
            uses.close();
            events.close();
        });
        try {
            // A flush that hangs goes on by itself.
            thread.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs work on a thread of its own, and waits for it. A listener of a flush may ask for another one. */
    private void apart(Runnable work) {
        if (Thread.currentThread() instanceof FlushThread) {
            work.run();
            return;
        }
        Thread flush = new FlushThread(work);
        flush.start();
        ThreadEnds.await(List.of(flush), patience);
    }

    /** Stops the loop. A flush that is running ends by itself. Promotions that have failed are tried once more. */
    void stop() {
        flushing.cancel(false);
        promotions.tryLast();
        thread.shutdown();
    }

    static ScheduledExecutorService newThread() {
        return new Flusher(new CopyOnWriteArrayList<>());
    }

    /** A scheduler that has not terminated as long as its thread is alive. */
    private static final class Flusher extends ScheduledThreadPoolExecutor {
        private final Collection<Thread> threads;

        Flusher(Collection<Thread> threads) {
            super(1, work -> {
                Thread thread = new FlushThread(work);
                threads.add(thread);
                return thread;
            });
            this.threads = threads;
        }

        /** Does not wait for the calling thread: a listener of a flush may close. */
        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return ThreadEnds.await(threads, Duration.of(timeout, unit.toChronoUnit()));
        }
    }

    /** Inherits nothing that a host has bound to the thread that asks for it, such as a transaction. */
    private static final class FlushThread extends Thread {
        FlushThread(Runnable work) {
            super(null, work, "latchkey-flush", 0, false);
            setDaemon(true);
        }
    }
}
