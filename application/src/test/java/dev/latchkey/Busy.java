package dev.latchkey;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Holds one place of a hashing gate until it is closed. With the only one taken, whoever needs Argon2 is told so. */
public final class Busy {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);
    private final Thread holder;

    Busy(HashingGate gate) {
        holder = new Thread(() -> gate.runIfIdle(() -> {
            entered.countDown();
            return await(leave);
        }));
        holder.start();
        await(entered);
    }

    /** What somebody does while the gate's only place is taken. */
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

    public static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("waited for nothing");
            }
            Thread.onSpinWait();
        }
    }

    static boolean await(CountDownLatch latch) {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("waited for nothing");
            }
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
