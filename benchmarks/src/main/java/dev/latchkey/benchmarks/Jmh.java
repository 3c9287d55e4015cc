package dev.latchkey.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * A JMH benchmark on a number of threads, and how it did: the medians of several forks, which take turns with those of
 * its floor so that a noisy minute falls on both.
 */
final class Jmh {
    private static final TimeValue SECOND = TimeValue.seconds(1);

    private final String benchmark;
    private final int threads;
    private final List<RunResult> runs = new ArrayList<>();

    Jmh(String benchmark, int threads) {
        this.benchmark = benchmark;
        this.threads = threads;
    }

    static void inTurns(int forks, Jmh... benchmarks) throws RunnerException {
        for (int i = 0; i < forks; i++) {
            for (Jmh each : benchmarks) {
                each.fork();
            }
        }
    }

    private void fork() throws RunnerException {
        Options options = new OptionsBuilder()
                .include("\\." + benchmark.replace(".", "\\.") + "$")
                .threads(threads)
                .forks(1)
                .warmupIterations(3)
                .warmupTime(SECOND)
                .measurementIterations(3)
                .measurementTime(SECOND)
                .addProfiler(GCProfiler.class)
                .build();
        runs.addAll(new Runner(options).run());
    }

    /** Nanoseconds of one call on one thread. */
    double nanos() {
        return median(run -> run.getPrimaryResult().getScore());
    }

    /** Calls per second of all threads together. */
    double perSecond() {
        return threads * 1e9 / nanos();
    }

    /** Bytes that one call allocates. */
    double bytes() {
        return median(run -> other(run, "gc.alloc.rate.norm"));
    }

    /** What the benchmark counts itself. */
    double counter(String name) {
        return median(run -> other(run, name));
    }

    /** Time and bytes. */
    String cell() {
        return String.format(Locale.ROOT, "%s, %.0f B", Row.time(nanos()), bytes());
    }

    private static double other(RunResult run, String name) {
        Result<?> result = run.getSecondaryResults().get(name);
        if (result == null) {
            throw new IllegalStateException("JMH has no result of " + name);
        }
        return result.getStatistics().getMean();
    }

    private double median(ToDoubleFunction<RunResult> score) {
        if (runs.isEmpty()) {
            throw new IllegalStateException("JMH knows no benchmark " + benchmark);
        }
        double[] sorted = runs.stream().mapToDouble(score).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
