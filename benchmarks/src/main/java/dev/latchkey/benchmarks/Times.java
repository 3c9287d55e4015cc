package dev.latchkey.benchmarks;

import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * How long each of many operations took. Their median, because a mean is mostly about what else the machine did. Used
 * by one thread.
 */
final class Times {
    private long[] nanos = new long[1 << 12];
    private int count;

    void add(long took) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = took;
    }

    /** Does it and takes its time; throws when it says false. */
    void time(BooleanSupplier operation) {
        long start = System.nanoTime();
        boolean asExpected = operation.getAsBoolean();
        add(System.nanoTime() - start);
        if (!asExpected) {
            throw new IllegalStateException("an operation did not do what is measured");
        }
    }

    void forget() {
        count = 0;
    }

    /** In nanoseconds. */
    double median() {
        return quantile(0.5);
    }

    /** The time that so large a part of all operations did not exceed, in nanoseconds. */
    double quantile(double part) {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return count == 0 ? 0 : sorted[(int) Math.min(count - 1L, (long) (part * count))];
    }
}
