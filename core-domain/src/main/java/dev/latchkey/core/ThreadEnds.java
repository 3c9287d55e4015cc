package dev.latchkey.core;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/** Waits for the ends of threads. */
public final class ThreadEnds {
    private ThreadEnds() {}

    /**
     * Waits until threads have ended. An interrupt of the caller does not shorten the wait, and is kept. The calling
     * thread itself is not waited for, nor is a thread that was never started.
     *
     * @param threads the threads
     * @param patience how long to wait for all of them together
     * @return false if one has not ended in time
     */
    public static boolean await(Collection<Thread> threads, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        boolean interrupted = false;
        try {
            for (Thread thread : threads) {
                while (thread.isAlive() && thread != Thread.currentThread()) {
                    long left = deadline - System.nanoTime();
                    if (left <= 0) {
                        return false;
                    }
                    try {
                        TimeUnit.NANOSECONDS.timedJoin(thread, left);
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
            }
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
