package dev.latchkey.benchmarks;

import java.util.List;
import org.openjdk.jmh.runner.RunnerException;

/** A key that this process has proven before, in memory: beside what cannot be avoided, and on two threads. */
final class Warm implements Measurement {
    private static final int FORKS = 3;

    @Override
    public List<Row> rows() throws RunnerException {
        Jmh one = new Jmh("AuthenticateBenchmark.warm", 1);
        Jmh floor = new Jmh("AuthenticateBenchmark.warmFloor", 1);
        Jmh two = new Jmh("AuthenticateBenchmark.warm", 2);
        Jmh.inTurns(FORKS, floor, one, two);
        return List.of(
                new Row(
                        "warm authenticate, one thread; floor: SHA-256 and one map read",
                        one.cell(),
                        floor.cell(),
                        Row.ratio(one.nanos() / floor.nanos()),
                        "at most 2"),
                Row.rates(
                        "the same on 2 threads; beside one thread", two.perSecond(), one.perSecond(), "at least 1.8"));
    }
}
