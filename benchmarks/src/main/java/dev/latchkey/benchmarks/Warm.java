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
        Jmh counted = new Jmh("AuthenticateBenchmark.countedFloor", 1);
        Jmh cached = new Jmh("AuthenticateBenchmark.recordCache", 1);
        Jmh two = new Jmh("AuthenticateBenchmark.warm", 2);
        Jmh.inTurns(FORKS, floor, one, counted, cached, two);
        return List.of(
                beside("warm authenticate, one thread; floor: SHA-256 and one map read", one, floor, "at most 1.25"),
                beside("the same; floor: SHA-256, two maps, the clock and one atomic addition", one, counted, ""),
                beside("with the key in the record cache; the first floor", cached, floor, ""),
                Row.rates(
                        "warm authenticate, 2 threads; beside one thread",
                        two.perSecond(),
                        one.perSecond(),
                        "at least 1.8"));
    }

    private static Row beside(String row, Jmh measured, Jmh floor, String toReach) {
        return new Row(row, measured.cell(), floor.cell(), Row.ratio(measured.nanos() / floor.nanos()), toReach);
    }
}
