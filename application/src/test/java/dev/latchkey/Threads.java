package dev.latchkey;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** One thread for each task, in the order of submission, of which a test can wait until they all wait. */
final class Threads implements AutoCloseable {
    private static final long DEADLINE = TimeUnit.SECONDS.toNanos(30);

    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    <T> Future<T> submit(Callable<T> task) {
        FutureTask<T> future = new FutureTask<>(task);
        Thread thread = new Thread(future, "test-" + threads.size());
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
        return future;
    }

    /** Returns when so many threads are blocked: each then stands where only another thread can move it on. */
    void awaitWaiting(int count) {
        await(
                count + " threads are blocked",
                () -> threads.stream().filter(Threads::waits).count() >= count);
    }

    /**
     * Returns when the condition holds. It is evaluated every millisecond, so that waiting takes no processor from the
     * awaited.
     */
    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + DEADLINE;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + TimeUnit.NANOSECONDS.toSeconds(DEADLINE) + " s: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    void interrupt(int index) {
        threads.get(index).interrupt();
    }

    private static boolean waits(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    /** Waits for them all, so that no test leaves a thread to the next. */
    @Override
    public void close() {
        for (Thread thread : threads) {
            try {
                thread.join(TimeUnit.NANOSECONDS.toMillis(DEADLINE));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
