package dev.latchkey.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Measures everything in one go, prints the table and writes it as {@code target/results.csv}. */
public final class Main {
    private static final String ALONE = "--alone";
    private static final String TAB = "\t";
    /**
     * For one measurement on a busy machine. On a quiet one all of them together take less than a quarter of an hour.
     */
    private static final long SECONDS = 600;

    private static final Map<String, Supplier<Measurement>> ALL = new LinkedHashMap<>();

    /** Not among all, which must not take longer. */
    private static final Map<String, Supplier<Measurement>> BY_NAME = Map.of(
            "million-keys", MillionKeys::new,
            "mariadb", ReadOnMariaDb::new,
            "mongodb", ReadOnMongo::new,
            "start-up", StartUp::new);

    static {
        ALL.put("warm", Warm::new);
        ALL.put("postgresql", WarmOnPostgres::new);
        ALL.put("cold", Cold::new);
        ALL.put("flood", Flood::new);
        ALL.put("first-requests", FirstRequests::new);
        ALL.put("revocation", Revocation::new);
        ALL.put("fairness", Fairness::new);
        ALL.put("memory", MemoryPerKey::new);
        ALL.put("resident", ResidentMemory::new);
        ALL.put("filter", Filter::new);
        ALL.put("peers", Peers::new);
    }

    private Main() {}

    /**
     * Measures.
     *
     * @param args the names of the measurements, all of them when there is none
     * @throws Exception when a measurement cannot be begun
     */
    public static void main(String[] args) throws Exception {
        if (args.length == 3 && args[0].equals(ALONE)) {
            Files.write(
                    Path.of(args[2]),
                    measurement(args[1]).rows().stream()
                            .map(row -> String.join(TAB, row.cells()))
                            .toList());
            return;
        }
        List<String> names = args.length == 0 ? List.copyOf(ALL.keySet()) : List.of(args);
        names.forEach(Main::measurement);
        List<List<String>> rows = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        for (String name : names) {
            long start = System.nanoTime();
            Path file = Files.createTempFile("latchkey-rows", ".txt");
            try {
                if (alone(name, file) == 0) {
                    List<List<String>> these = Files.readAllLines(file).stream()
                            .map(line -> List.of(line.split(TAB, -1)))
                            .toList();
                    // Now too, so that a run which is broken off has shown what it found.
                    these.forEach(Main::print);
                    rows.addAll(these);
                } else {
                    failed.add(name);
                }
            } finally {
                Files.delete(file);
            }
            System.out.printf(Locale.ROOT, "-- %s: %.0f s%n", name, (System.nanoTime() - start) / 1e9);
        }
        printTable(rows);
        Files.write(Path.of("benchmarks", "target", "results.csv"), csv(rows));
        if (!failed.isEmpty()) {
            System.err.println("failed, see above: " + failed);
            System.exit(1);
        }
    }

    private static Measurement measurement(String name) {
        Supplier<Measurement> known = ALL.getOrDefault(name, BY_NAME.get(name));
        if (known == null) {
            throw new IllegalArgumentException("one of " + ALL.keySet() + " and " + BY_NAME.keySet() + ", not " + name);
        }
        return known.get();
    }

    private static int alone(String name, Path file) throws IOException, InterruptedException {
        List<String> command = Child.java(Child.classPath(), measurement(name).jvm());
        command.addAll(List.of(Main.class.getName(), ALONE, name, file.toString()));
        return Child.run(command, SECONDS);
    }

    private static void printTable(List<List<String>> rows) {
        System.out.printf(
                Locale.ROOT,
                "%n%s %s, %d processors, %s%n%n",
                System.getProperty("java.vm.name"),
                System.getProperty("java.vm.version"),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"));
        print(Row.HEAD);
        System.out.println("|---|--:|--:|--:|--:|");
        rows.forEach(Main::print);
    }

    private static void print(List<String> row) {
        System.out.println("| " + String.join(" | ", row) + " |");
    }

    private static List<String> csv(List<List<String>> rows) {
        List<String> lines = new ArrayList<>();
        lines.add(String.join(",", Row.HEAD));
        for (List<String> row : rows) {
            lines.add(row.stream()
                    .map(cell -> '"' + cell.replace("\"", "\"\"") + '"')
                    .collect(Collectors.joining(",")));
        }
        return lines;
    }
}
