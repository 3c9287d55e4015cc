package dev.latchkey.benchmarks;

import java.util.List;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Warm authentication on PostgreSQL without a record cache: one read for each request, beside the same read in bare
 * JDBC.
 */
final class WarmOnPostgres implements Measurement {
    private static final int FORKS = 2;

    @Override
    public List<Row> rows() throws RunnerException {
        Jmh turn = new Jmh("JdbcReadBenchmark.turn", 1);
        Jmh.inTurns(FORKS, turn);
        double floor = turn.counter("columnsFloor");
        return List.of(
                Row.times(
                        "warm authenticate, PostgreSQL, the whole key read; floor: the bare SELECT, same pool",
                        turn.counter("warm"),
                        floor,
                        "at most 1.25"),
                Row.times("its read by handle alone", turn.counter("read"), floor, "at most 1.25"),
                Row.times(
                        "the version read instead; floor: a bare SELECT of four columns of one row by its primary key",
                        turn.counter("version"),
                        turn.counter("oneRow"),
                        "at most 1.25"),
                Row.times(
                        "the bare SELECT itself; the bare SELECT of four columns of one row by its primary key",
                        floor,
                        turn.counter("oneRow"),
                        ""));
    }
}
