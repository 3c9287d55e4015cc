package dev.latchkey.adapter.jdbc;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Asks again and again, for thirty seconds. */
final class Await {
    private Await() {}

    static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited for nothing");
            }
            Thread.onSpinWait();
        }
    }
}
