package dev.latchkey.contract.keystore;

import dev.latchkey.contract.fixture.Race;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The order in which the threads of a race take the steps of a broken store, so that the fault shows in every run.
 * Threads outside of races neither count nor wait.
 */
final class Schedule {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    private final Map<String, Integer> taken = new HashMap<>();

    /** Counts a step. */
    synchronized void take(String step) {
        if (Race.isRacing()) {
            taken.merge(step, 1, Integer::sum);
            notifyAll();
        }
    }

    /** Counts a step, and returns whether it is the first of its name in a race. */
    synchronized boolean takeFirst(String step) {
        take(step);
        return Race.isRacing() && taken(step) == 1;
    }

    synchronized int taken(String step) {
        return taken.getOrDefault(step, 0);
    }

    /** Waits until a step has been taken so many times since the store was made. */
    synchronized void await(String step, int times) {
        long deadline = System.nanoTime() + PATIENCE;
        while (Race.isRacing() && taken(step) < times) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("the race never came to this: " + step + " " + times + " times");
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted before this: " + step, e);
            }
        }
    }

    /** Takes a step and waits until another thread has taken it, too. Once two have met, later ones pass. */
    void meet(String step) {
        take(step);
        await(step, 2);
    }
}
