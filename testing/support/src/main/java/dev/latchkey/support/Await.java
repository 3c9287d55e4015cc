package dev.latchkey.support;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for conditions by asking again and again until a deadline. */
public final class Await {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);
    private static final long REST = TimeUnit.MILLISECONDS.toNanos(10);

    private Await() {}

    /**
     * Waits until a condition holds.
     *
     * @param awaited what is waited for, for the message
     * @param state what there is instead, for the message
     */
    public static void until(String awaited, BooleanSupplier condition, Supplier<?> state) {
        long deadline = System.nanoTime() + PATIENCE;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited 30 seconds until " + awaited + ", but there is: " + state.get());
            }
            LockSupport.parkNanos(REST);
        }
    }
}
