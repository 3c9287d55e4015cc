package dev.latchkey;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Holds one place of a hashing gate until it is closed. While the only place is taken, everything that needs Argon2 is
 * refused.
 */
public final class Busy {
    private static final int SECONDS = 30;

    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);
    private final Thread holder;

    Busy(HashingGate gate) {
        holder = new Thread(() -> gate.runIfIdle(() -> {
            entered.countDown();
            return await("the test lets the place go", leave);
        }));
        holder.start();
        await("the place is taken", entered);
    }

    /** Runs an action while the gate's only place is taken. */
    static void during(HashingGate gate, Runnable action) {
        Busy busy = new Busy(gate);
        try {
            action.run();
        } finally {
            busy.close();
        }
    }

    void close() {
        leave.countDown();
        try {
            holder.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Returns when the condition holds. It is evaluated every millisecond, so that waiting takes no processor from the
     * awaited.
     */
    public static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + SECONDS + " s: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    static boolean await(String what, CountDownLatch latch) {
        try {
            if (!latch.await(SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("not within " + SECONDS + " s: " + what);
            }
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted before " + what, e);
        }
    }
}
