package dev.latchkey.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The same operations at more and more keys: authenticate's read (and the same by the bare driver), a page of a
 * tenant's keys, regenerate, insert, and how large the database is. A program, not a test; it asserts nothing.
 *
 * <p>All databases of an engine are filled first and then measured in turns, a few operations of each kind at a time,
 * so that a noisy moment of the machine falls on all sizes alike. The first turn warms up and does not count. A number
 * is the median of all counted operations.
 */
public final class Growth {
    private static final int TURNS = 10;
    private static final String[] DEFAULTS = {
        "postgresql=1000,100000,1000000", "h2=1000,100000,1000000", "mongodb=1000,100000,1000000"
    };

    private Growth() {}

    /**
     * Runs it.
     *
     * @param args for each engine its name, {@code =}, and how many keys, for example {@code h2=1000,100000}; nothing
     *     for all engines at {@code 1000,100000,1000000}
     * @throws IOException when there is no room for temporary files
     */
    public static void main(String[] args) throws IOException {
        Map<String, int[]> sizes = new LinkedHashMap<>();
        for (String argument : args.length == 0 ? DEFAULTS : args) {
            String[] parts = argument.split("=", 2);
            sizes.put(
                    parts[0],
                    Arrays.stream(parts[1].split(",", -1))
                            .mapToInt(Integer::parseInt)
                            .toArray());
        }
        System.out.printf(
                Locale.ROOT,
                "%s, %d processors; medians in microseconds%n%n",
                System.getProperty("java.vm.version"),
                Runtime.getRuntime().availableProcessors());
        System.out.println("| engine | keys | authenticate's read | by the bare driver | first page | deep page | "
                + "regenerate | insert |"
                + " bytes per key |");
        System.out.println("|---|--:|--:|--:|--:|--:|--:|--:|--:|");
        for (Map.Entry<String, int[]> entry : sizes.entrySet()) {
            try (GrowthEngine engine = GrowthEngine.start(entry.getKey())) {
                measure(engine, entry.getValue());
            }
        }
    }

    private static void measure(GrowthEngine engine, int[] sizes) {
        List<GrowthRun> runs = new ArrayList<>();
        for (int keys : sizes) {
            runs.add(new GrowthRun(engine.filled(keys)));
        }
        runs.forEach(GrowthRun::turn);
        runs.forEach(GrowthRun::forget);
        for (int i = 0; i < TURNS; i++) {
            runs.forEach(GrowthRun::turn);
        }
        for (GrowthRun run : runs) {
            System.out.println("| " + engine.name() + run.row());
        }
    }
}
