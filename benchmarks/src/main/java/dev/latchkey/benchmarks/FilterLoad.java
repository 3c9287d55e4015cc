package dev.latchkey.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.IssuedKey;
import dev.latchkey.Latchkey;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.adapter.jdbc.JdbcSchema;
import dev.latchkey.adapter.servlet.LatchkeyServlets;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import dev.latchkey.ports.KeyStore;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import javax.sql.DataSource;

/**
 * What the servlet filter costs: requests per second of a trivial servlet on Jetty with the filter, beside those of the
 * same servlet without it. A program, not a test: it asserts nothing about time, and stops when a request is not
 * answered as it should be.
 *
 * <p>Client and server share the machine and the process, over loopback, on a few connections that stay open. Short
 * rounds with and without take turns, the medians of the rounds are compared: what else the machine does falls on both
 * alike. What the client itself costs is in both and takes the ratio closer to one, as any client on the same machine
 * does.
 */
public final class FilterLoad {
    private static final int CONNECTIONS = 4;
    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final Duration ROUND = Duration.ofMillis(250);
    private static final int ROUNDS = 24;
    private static final int REMEMBERED = 10_000;

    private FilterLoad() {}

    /**
     * One side of a comparison.
     *
     * @param perSecond requests per second
     * @param cpuMicros processor time of client and server for each, in microseconds; a busy machine blurs it less
     */
    public record Side(double perSecond, double cpuMicros) {}

    /**
     * One comparison.
     *
     * @param store where the keys are
     * @param bare without the filter
     * @param filtered with it
     */
    public record Row(String store, Side bare, Side filtered) {
        /**
         * Returns the share of requests per second that is left.
         *
         * @return with the filter divided by without
         */
        public double ratio() {
            return filtered.perSecond() / bare.perSecond();
        }
    }

    /**
     * Prints the rows.
     *
     * @param args none
     * @throws Exception when something cannot be started
     */
    public static void main(String[] args) throws Exception {
        System.out.printf(
                Locale.ROOT,
                "%s, %d processors, %d connections%n%-24s %14s %14s %9s %18s %18s%n",
                System.getProperty("java.vm.version"),
                Runtime.getRuntime().availableProcessors(),
                CONNECTIONS,
                "keys",
                "without, 1/s",
                "with, 1/s",
                "ratio",
                "without, CPU us",
                "with, CPU us");
        for (Row row : measure()) {
            System.out.printf(
                    Locale.ROOT,
                    "%-24s %14.0f %14.0f %9.3f %18.1f %18.1f%n",
                    row.store(),
                    row.bare().perSecond(),
                    row.filtered().perSecond(),
                    row.ratio(),
                    row.bare().cpuMicros(),
                    row.filtered().cpuMicros());
        }
    }

    /**
     * Measures, in less than a minute.
     *
     * @return keys in memory, and on PostgreSQL with one read for each request: of the version, and of the whole key;
     *     and a filter that is no more than such a read
     * @throws Exception when something cannot be started, or a request is not answered with 200
     */
    public static List<Row> measure() throws Exception {
        Row memory = measure("in memory", new InMemoryKeyStore(), 0);
        try (PostgresServer postgres = PostgresServer.start();
                HikariDataSource pool = postgres.pool("postgres")) {
            JdbcSchema.apply(pool);
            KeyStore store = JdbcKeyStore.on(pool);
            return List.of(
                    memory,
                    measure("PostgreSQL, a read each", store, REMEMBERED),
                    measure("PostgreSQL, the whole key each", store, 0),
                    measureSelect(store, pool));
        }
    }

    private static Row measure(String name, KeyStore store, int revalidatedKeys) throws Exception {
        try (Latchkey latchkey = Latchkey.builder()
                .store(store)
                .keyFormat(KeyFormat.of("ps_"))
                .revalidatedKeys(revalidatedKeys)
                .build()) {
            return measure(
                    name,
                    issue(latchkey).rawKey().reveal(),
                    context -> LatchkeyServlets.install(web(latchkey), context));
        }
    }

    /** The floor of a read for each request: a filter that reads one row by its primary key, and looks at nothing. */
    private static Row measureSelect(KeyStore store, HikariDataSource pool) throws Exception {
        try (Latchkey latchkey =
                Latchkey.builder().store(store).keyFormat(KeyFormat.of("ps_")).build()) {
            String handle = issue(latchkey).rawKey().handle();
            return measure(
                    "a bare SELECT",
                    "none",
                    context -> context.addFilter("select", new Selecting(pool, handle))
                            .addMappingForUrlPatterns(null, false, "/*"));
        }
    }

    private static IssuedKey issue(Latchkey latchkey) {
        KeySpec spec = KeySpec.of("t", Scope.tenant(), "load").allPermissions();
        return latchkey.keys().issue(spec, Actor.host("benchmark")).orElseThrow();
    }

    private static Row measure(String name, String key, Consumer<ServletContext> filter) throws Exception {
        try (TrivialServer bare = TrivialServer.start(context -> {});
                TrivialServer filtered = TrivialServer.start(filter);
                KeepAliveLoad without = new KeepAliveLoad(bare.port(), key, CONNECTIONS);
                KeepAliveLoad with = new KeepAliveLoad(filtered.port(), key, CONNECTIONS)) {
            without.run(WARM_UP);
            with.run(WARM_UP);
            List<Side> bareRounds = new ArrayList<>();
            List<Side> filteredRounds = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                boolean bareFirst = i % 2 == 0;
                if (bareFirst) {
                    bareRounds.add(without.run(ROUND));
                }
                filteredRounds.add(with.run(ROUND));
                if (!bareFirst) {
                    bareRounds.add(without.run(ROUND));
                }
            }
            return new Row(name, median(bareRounds), median(filteredRounds));
        }
    }

    /** Reads four columns of one row by its primary key. */
    private static final class Selecting extends HttpFilter {
        private static final long serialVersionUID = 1L;

        private final transient DataSource pool;
        private final String handle;

        Selecting(DataSource pool, String handle) {
            this.pool = pool;
            this.handle = handle;
        }

        @Override
        protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            try (Connection connection = pool.getConnection();
                    PreparedStatement statement = connection.prepareStatement(BareJdbc.ONE_ROW)) {
                statement.setString(1, handle);
                try (ResultSet row = statement.executeQuery()) {
                    if (!row.next() || row.getString(4).isEmpty()) {
                        throw new ServletException("there is no such row");
                    }
                }
            } catch (SQLException e) {
                throw new ServletException(e);
            }
            chain.doFilter(request, response);
        }
    }

    private static LatchkeyWeb web(Latchkey latchkey) {
        return LatchkeyWeb.builder(latchkey)
                .routes(Routes.builder()
                        .open("GET", "/health")
                        .either("GET", TrivialServer.PATH)
                        .build())
                .build();
    }

    private static Side median(List<Side> rounds) {
        return new Side(median(rounds, Side::perSecond), median(rounds, Side::cpuMicros));
    }

    private static double median(List<Side> rounds, ToDoubleFunction<Side> what) {
        double[] sorted = rounds.stream().mapToDouble(what).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
