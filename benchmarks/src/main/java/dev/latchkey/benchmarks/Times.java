package dev.latchkey.benchmarks;

import java.util.Arrays;
import java.util.stream.LongStream;

/** How long each of many operations took. Their median, because a mean is mostly about what else the machine did. Used by one thread. */
final class Times {
    private long[] nanos = new long[1 << 12];
    private int count;

    void add(long took) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = took;
    }

    void forget() {
        count = 0;
    }

    /** In nanoseconds. */
    double median() {
        return LongStream.of(nanos)
                .limit(count)
                .sorted()
                .skip(count / 2)
                .findFirst()
                .orElse(0);
    }
}
