package dev.latchkey.benchmarks;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A library whose verifications per second are measured, on one thread and on as many as there are processors; or one
 * that cannot be measured here, and why.
 */
final class Contender implements AutoCloseable {
    private static final int SLICE_MILLIS = 1_000;
    /**
     * Calls after which everything is compiled: seconds of warming up are not enough of them on a busy machine. Who is
     * too slow for so many has nothing to compile that would show.
     */
    private static final int COMPILED = 50_000;

    private static final int MAX_SLICES = 10;
    private static final int TURN_MILLIS = 1_500;

    private final String name;
    private final @Nullable RateProcess process;
    private final String missing;
    private final Map<Integer, Times> rates = new TreeMap<>();

    private Contender(String name, @Nullable RateProcess process, String missing) {
        this.name = name;
        this.process = process;
        this.missing = missing;
        rates.put(1, new Times());
        rates.put(Runtime.getRuntime().availableProcessors(), new Times());
    }

    static Contender running(String name, RateProcess process) {
        return new Contender(name, process, "");
    }

    static Contender missing(String name, String why) {
        return new Contender(name, null, why);
    }

    String name() {
        return name;
    }

    /** Empty when it is measured. */
    String missing() {
        return missing;
    }

    void warmUp() throws IOException {
        if (process != null) {
            double calls = 0;
            for (int i = 0; i < MAX_SLICES && calls < COMPILED; i++) {
                calls += process.perSecond(1, SLICE_MILLIS) * SLICE_MILLIS / 1_000;
            }
            for (int threads : rates.keySet()) {
                process.perSecond(threads, SLICE_MILLIS);
            }
        }
    }

    void turn() throws IOException {
        if (process != null) {
            for (Map.Entry<Integer, Times> each : rates.entrySet()) {
                double rate = process.perSecond(each.getKey(), TURN_MILLIS);
                System.out.printf(Locale.ROOT, "%s, %d threads: %.1f/s%n", name, each.getKey(), rate);
                each.getValue().add((long) (1e9 / rate));
            }
        }
    }

    /** The median of the turns, by the number of threads. */
    Map<Integer, Double> perSecond() {
        Map<Integer, Double> medians = new TreeMap<>();
        rates.forEach((threads, times) -> medians.put(threads, 1e9 / times.median()));
        return medians;
    }

    @Override
    public void close() throws IOException {
        if (process != null) {
            process.close();
        }
    }
}
