package dev.latchkey.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs the benchmarks in one run and prints each beside its floor. JMH's own options may follow on the command line. */
public final class Main {
    private static final TimeValue SECOND = TimeValue.seconds(1);

    private Main() {}

    /**
     * Runs them.
     *
     * @param args JMH's options, for example {@code Parse -f 1}
     * @throws RunnerException when JMH fails
     * @throws CommandLineOptionException when an option is malformed
     */
    public static void main(String[] args) throws RunnerException, CommandLineOptionException {
        CommandLineOptions given = new CommandLineOptions(args);
        OptionsBuilder options = new OptionsBuilder();
        options.parent(given);
        if (given.getForkCount().orElse(0) == 0) {
            options.forks(2);
        }
        if (!given.getWarmupIterations().hasValue()) {
            options.warmupIterations(3).warmupTime(SECOND);
        }
        if (!given.getMeasurementIterations().hasValue()) {
            options.measurementIterations(5).measurementTime(SECOND);
        }
        options.addProfiler(GCProfiler.class);
        print(new Runner(options.build()).run());
    }

    private static void print(Collection<RunResult> runs) {
        Map<String, Double> times = new HashMap<>();
        Map<String, Double> bytes = new HashMap<>();
        for (RunResult run : runs) {
            String name = name(run);
            times.put(name, run.getPrimaryResult().getScore());
            run.getSecondaryResults()
                    .forEach((label, result) ->
                            times.put(name + "." + label, result.getStatistics().getMean()));
            Result<?> allocated = run.getSecondaryResults().get("gc.alloc.rate.norm");
            if (allocated != null) {
                bytes.put(name, allocated.getScore());
            }
        }
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"parse and checksum of a key", "ParseBenchmark.parseKey", ""});
        rows.add(new String[] {"the same of garbage", "ParseBenchmark.parseGarbage", ""});
        rows.add(new String[] {"warm authenticate", "AuthenticateBenchmark.warm", "AuthenticateBenchmark.warmFloor"});
        rows.add(new String[] {"wrong secret", "AuthenticateBenchmark.wrongSecret", "AuthenticateBenchmark.coldFloor"});
        rows.add(new String[] {"cold authenticate", "AuthenticateBenchmark.cold", "AuthenticateBenchmark.coldFloor"});
        String turn = "JdbcReadBenchmark.turn.";
        rows.add(new String[] {"read by handle, PostgreSQL", turn + "read", turn + "columnsFloor"});
        rows.add(new String[] {"the same, to the same value", turn + "read", turn + "keyFloor"});
        rows.add(new String[] {"warm authenticate, PostgreSQL", turn + "warm", turn + "columnsFloor"});
        System.out.printf(
                Locale.ROOT,
                "%n%s, %s, %d processors%n",
                System.getProperty("java.vm.name"),
                System.getProperty("java.vm.version"),
                Runtime.getRuntime().availableProcessors());
        System.out.printf(Locale.ROOT, "%-30s %14s %14s %9s %12s%n", "", "ns/op", "floor ns/op", "ratio", "bytes/op");
        for (String[] row : rows) {
            Double measured = times.get(row[1]);
            if (measured != null) {
                Double floor = times.get(row[2]);
                System.out.printf(
                        Locale.ROOT,
                        "%-30s %14.1f %14s %9s %12s%n",
                        row[0],
                        measured,
                        floor == null ? "-" : String.format(Locale.ROOT, "%.1f", floor),
                        floor == null ? "-" : String.format(Locale.ROOT, "%.3g", measured / floor),
                        bytes.containsKey(row[1]) ? String.format(Locale.ROOT, "%.0f", bytes.get(row[1])) : "-");
            }
        }
    }

    private static String name(RunResult run) {
        String full = run.getParams().getBenchmark();
        return full.substring(full.lastIndexOf('.', full.lastIndexOf('.') - 1) + 1);
    }
}
