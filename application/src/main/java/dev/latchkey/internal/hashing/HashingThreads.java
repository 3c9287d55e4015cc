package dev.latchkey.internal.hashing;

import dev.latchkey.core.ThreadEnds;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a hashing gate: started when needed, never more than a fixed number, and kept. The C library keeps
 * freed memory for the part of its heap that the thread used, and gives new threads other parts, so threads that came
 * and went would leave their memory in all of them. Threads of a gate that was dropped without being closed end by
 * themselves. Safe for use by several threads.
 */
public final class HashingThreads {
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final int most;
    private final long lookMillis;
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final AtomicInteger unfinished = new AtomicInteger();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Sets the bounds.
     *
     * @param most how many threads there are at most
     * @param lookMillis how often a thread without work looks whether this object is still in use
     */
    public HashingThreads(int most, long lookMillis) {
        this.most = most;
        this.lookMillis = lookMillis;
    }

    /**
     * Runs a task on one of the threads; after the end, on the thread of the caller.
     *
     * @param task the task, which must not throw
     */
    public void execute(Runnable task) {
        synchronized (this) {
            if (!closed.get()) {
                tasks.add(task);
                if (unfinished.incrementAndGet() > threads.size() && threads.size() < most) {
                    Thread thread = thread(new Worker(tasks, unfinished, new WeakReference<>(this), lookMillis));
                    threads.add(thread);
                    thread.start();
                }
                return;
            }
        }
        task.run();
    }

    /** Ends the threads, and waits a few seconds for those that are still computing. */
    public void close() {
        synchronized (this) {
            if (closed.getAndSet(true)) {
                return;
            }
            threads.forEach(thread -> tasks.add(new End()));
        }
        ThreadEnds.await(threads, CLOSING);
    }

    /** Makes a thread that keeps nothing of the request that happens to start it, because it serves others later. */
    private static Thread thread(Runnable work) {
        Thread thread = new Thread(null, work, "latchkey-hashing", 0, false);
        thread.setContextClassLoader(HashingThreads.class.getClassLoader());
        thread.setDaemon(true);
        return thread;
    }

    /** The task that ends a thread. */
    private record End() implements Runnable {
        @Override
        public void run() {}
    }

    /** The loop of one thread. It holds no strong reference to what it works for. */
    private record Worker(
            BlockingQueue<Runnable> tasks,
            AtomicInteger unfinished,
            WeakReference<HashingThreads> owner,
            long lookMillis)
            implements Runnable {
        @Override
        public void run() {
            while (true) {
                Runnable task = next();
                if (task instanceof End || (task == null && owner.refersTo(null))) {
                    return;
                }
                if (task != null) {
                    try {
                        task.run();
                    } finally {
                        unfinished.decrementAndGet();
                    }
                }
            }
        }

        private @Nullable Runnable next() {
            try {
                return tasks.poll(lookMillis, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                // Nobody has a reason to interrupt this thread, and callers wait for its results.
                return null;
            }
        }
    }
}
