package dev.latchkey.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.Latchkey;
import dev.latchkey.Verdict;
import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.adapter.jdbc.JdbcSchema;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The read of every authentication on a real PostgreSQL of the same machine, in a table of ten thousand keys, through a
 * pool of four connections; beside the very same SELECT in bare JDBC on the same pool.
 *
 * <p>The server runs on the same processors, and where the scheduler puts it changes every time by half. So all are
 * measured in turns, within microseconds of one another, and medians are compared.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class JdbcReadBenchmark {
    private static final int KEYS = 10_000;
    /** Calls after which everything is compiled: seconds of warming up are not enough of them on a busy machine. */
    private static final int COMPILED = 15_000;

    private static final KeySpec SPEC = KeySpec.of("acme", dev.latchkey.core.scope.Scope.tenant(), "benchmark")
            .allPermissions();

    private final PostgresServer server = PostgresServer.start();
    private final HikariDataSource pool = server.pool("postgres");
    private final JdbcKeyStore store = store(pool);
    private final Latchkey latchkey = Latchkey.builder()
            .store(store)
            .keyFormat(KeyFormat.of("ps_"))
            .revalidatedKeys(0)
            .build();
    private final Latchkey revalidating =
            Latchkey.builder().store(store).keyFormat(KeyFormat.of("ps_")).build();

    private String raw = "";
    private String handle = "";
    private final BareJdbc bare = BareJdbc.like(
            pool, database -> JdbcKeyStore.on(database).findByHandle("00000000").value());
    private final BareJdbc oneRow = BareJdbc.of(pool, BareJdbc.ONE_ROW);

    private static JdbcKeyStore store(HikariDataSource pool) {
        JdbcSchema.apply(pool);
        Keys.fill(pool, Keys.Words.POSTGRESQL, KEYS);
        Keys.execute(pool, List.of("vacuum analyze"));
        return JdbcKeyStore.on(pool);
    }

    /**
     * Issues the key that is read, looks that both read the same, and warms up.
     *
     * @param sink takes what is read
     * @throws SQLException when the database fails
     */
    @Setup
    public void issue(Blackhole sink) throws SQLException {
        var issued = latchkey.keys().issue(SPEC, Actor.host("benchmark")).orElseThrow();
        raw = issued.rawKey().reveal();
        handle = issued.rawKey().handle();
        if (!store.findByHandle(handle).value().equals(Optional.of(bare.key(handle)))) {
            throw new IllegalStateException("the floor reads something else");
        }
        for (int i = 0; i < COMPILED; i++) {
            bare.read(handle);
            bare.columns(handle, sink::consume);
            oneRow.columns(handle, sink::consume);
            accept(latchkey);
            accept(revalidating);
        }
    }

    private void accept(Latchkey asked) {
        Verdict verdict = asked.authenticator().authenticate(raw, Requirement.ANY, null);
        if (verdict.outcome() != Verdict.Outcome.ACCEPTED) {
            throw new IllegalStateException("the key is not accepted");
        }
    }

    /** Ends the server. */
    @TearDown
    public void close() {
        revalidating.close();
        latchkey.close();
        pool.close();
        server.close();
    }

    /** The medians of an iteration, in nanoseconds, which JMH reports beside the time of the whole turn. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Medians {
        private final Times read = new Times();
        private final Times columnsFloor = new Times();
        private final Times keyFloor = new Times();
        private final Times oneRow = new Times();
        private final Times warm = new Times();
        private final Times version = new Times();

        /** Begins an iteration. */
        @Setup(Level.Iteration)
        public void forget() {
            read.forget();
            columnsFloor.forget();
            keyFloor.forget();
            oneRow.forget();
            warm.forget();
            version.forget();
        }

        /**
         * What every authentication asks the store.
         *
         * @return nanoseconds
         */
        public double read() {
            return read.median();
        }

        /**
         * The floor: a connection of the same pool, the same statement prepared on it, and every column of every row
         * read with {@code getObject}. Nothing is made of them.
         *
         * @return nanoseconds
         */
        public double columnsFloor() {
            return columnsFloor.median();
        }

        /**
         * The floor with the same value made of the columns, in straight code that knows what this key has and has not.
         *
         * @return nanoseconds
         */
        public double keyFloor() {
            return keyFloor.median();
        }

        /**
         * What it costs to ask the database for anything: four columns of one row by its primary key.
         *
         * @return nanoseconds
         */
        public double oneRow() {
            return oneRow.median();
        }

        /**
         * A whole authentication of a key that was proven before in this process, which reads the whole key.
         *
         * @return nanoseconds
         */
        public double warm() {
            return warm.median();
        }

        /**
         * The same of a key that is remembered, which reads its version.
         *
         * @return nanoseconds
         */
        public double version() {
            return version.median();
        }
    }

    /**
     * One of each.
     *
     * @param medians takes the times
     * @param sink takes what was read
     * @throws SQLException when the database fails
     */
    @Benchmark
    public void turn(Medians medians, Blackhole sink) throws SQLException {
        long start = System.nanoTime();
        sink.consume(store.findByHandle(handle).value());
        long read = System.nanoTime();
        bare.columns(handle, sink::consume);
        long columns = System.nanoTime();
        sink.consume(bare.key(handle));
        long key = System.nanoTime();
        oneRow.columns(handle, sink::consume);
        long row = System.nanoTime();
        sink.consume(latchkey.authenticator().authenticate(raw, Requirement.ANY, null));
        long warm = System.nanoTime();
        sink.consume(revalidating.authenticator().authenticate(raw, Requirement.ANY, null));
        long version = System.nanoTime();
        medians.read.add(read - start);
        medians.columnsFloor.add(columns - read);
        medians.keyFloor.add(key - columns);
        medians.oneRow.add(row - key);
        medians.warm.add(warm - row);
        medians.version.add(version - warm);
    }
}
