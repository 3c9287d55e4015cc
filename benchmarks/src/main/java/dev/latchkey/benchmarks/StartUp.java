package dev.latchkey.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.adapter.jdbc.JdbcSchema;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToDoubleFunction;

/**
 * The start of a small Spring Boot application with the starter, in turns with the same application without it, each in
 * a fresh JVM on a PostgreSQL whose tables are there: from the start of the process to the started application, and the
 * processor time until then. The starter's part has the check of the tables and the native library of Argon2.
 */
final class StartUp implements Measurement {
    private static final int PAIRS = 9;
    private static final long SECONDS = 60;
    private static final double MOST = 300e6;
    private static final Path FOLDER = Path.of("benchmarks", "start-up", "target");
    private static final String PACKAGE = "dev.latchkey.benchmarks.startup.";

    private final List<Pair> pairs = new ArrayList<>();

    @Override
    public List<Row> rows() throws IOException, InterruptedException {
        String spring = classPath(FOLDER.resolve("classes").toString(), "spring");
        String starter = classPath(spring, "starter");
        try (PostgresServer server = PostgresServer.start();
                HikariDataSource pool = server.pool("postgres")) {
            JdbcSchema.apply(pool);
            String url = server.url("postgres");
            // The first reads the files from the disk.
            pair(starter, spring, url, true);
            for (int i = 0; i < PAIRS; i++) {
                pairs.add(pair(starter, spring, url, i % 2 == 0));
            }
        }
        String medians = "medians of " + PAIRS + "; without it";
        return List.of(
                Row.times(
                        "start of a Spring Boot application with the starter, PostgreSQL, " + medians,
                        median(pair -> pair.with.nanos),
                        median(pair -> pair.without.nanos),
                        ""),
                added("what the starter adds", pair -> pair.with.nanos - pair.without.nanos, "less than 300 ms"),
                Row.times(
                        "processor time of these starts, on all threads, " + medians,
                        median(pair -> pair.with.cpuNanos),
                        median(pair -> pair.without.cpuNanos),
                        ""),
                added("processor time that it adds", pair -> pair.with.cpuNanos - pair.without.cpuNanos, ""));
    }

    private Row added(String what, ToDoubleFunction<Pair> difference, String toReach) {
        double[] sorted = sorted(difference);
        return new Row(
                String.format(
                        Locale.ROOT,
                        "%s, median of the pairs (from %,.0f to %,.0f ms)",
                        what,
                        sorted[0] / 1e6,
                        sorted[sorted.length - 1] / 1e6),
                String.format(Locale.ROOT, "%,.0f ms", median(difference) / 1e6),
                "300 ms",
                Row.ratio(median(difference) / MOST),
                toReach);
    }

    private double median(ToDoubleFunction<Pair> value) {
        return sorted(value)[pairs.size() / 2];
    }

    private double[] sorted(ToDoubleFunction<Pair> value) {
        return pairs.stream().mapToDouble(value).sorted().toArray();
    }

    private static String classPath(String front, String file) throws IOException {
        return front
                + File.pathSeparator
                + Files.readString(FOLDER.resolve(file)).trim();
    }

    private static Pair pair(String starter, String spring, String url, boolean guardedFirst)
            throws IOException, InterruptedException {
        if (guardedFirst) {
            Start with = start(starter, "Guarded", url);
            return new Pair(with, start(spring, "Plain", url));
        }
        Start without = start(spring, "Plain", url);
        return new Pair(start(starter, "Guarded", url), without);
    }

    /** Starts an application, waits until it is started, and ends it. */
    private static Start start(String classPath, String application, String url)
            throws IOException, InterruptedException {
        List<String> command = Child.java(classPath, List.of());
        command.add(PACKAGE + application);
        command.addAll(List.of(
                "--spring.datasource.url=" + url,
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--logging.level.root=warn",
                "--spring.main.banner-mode=off",
                "--latchkey.key-prefix=start_"));
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = process.inputReader()) {
            String told = CompletableFuture.supplyAsync(() -> out.lines()
                            .filter(line -> line.startsWith("STARTED "))
                            .findFirst()
                            .orElse("ended"))
                    .get(SECONDS, TimeUnit.SECONDS);
            long nanos = System.nanoTime() - begin;
            boolean guarded = application.equals("Guarded");
            boolean argon2 = guarded && Files.exists(Path.of("/proc/self/maps"));
            String expected = "STARTED " + guarded + " " + argon2 + " ";
            if (!told.startsWith(expected)) {
                throw new IllegalStateException(application + " did not start as it should: " + told);
            }
            process.getOutputStream().close();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(application + " is still running after " + SECONDS + " s");
            }
            return new Start(nanos, Long.parseLong(told.substring(expected.length())));
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(application + " did not start within " + SECONDS + " s", e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** How long a start took, and how long processors worked for it. */
    private record Start(double nanos, double cpuNanos) {}

    private record Pair(Start with, Start without) {}
}
