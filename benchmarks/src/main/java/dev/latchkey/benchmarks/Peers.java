package dev.latchkey.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Verifications per second of other libraries and of what people write themselves, each in a process of its own, on the same PostgreSQL with as many connections. */
final class Peers implements Measurement {
    private static final long SECONDS = 90;
    private static final String AHEAD = "more than 1";
    private static final Path FOLDER = Path.of("benchmarks", "peers");
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private final List<Row> rows = new ArrayList<>();

    /** Who is compared: its rates by the number of threads, and why there are none. */
    private record Rates(String name, Map<Integer, Double> perSecond, String missing) {}

    @Override
    public List<Row> rows() throws Exception {
        try (PostgresServer server = PostgresServer.start();
                HikariDataSource pool = server.pool("postgres")) {
            Rates memory = latchkey("Latchkey in memory", "memory", "");
            Rates read = latchkey("Latchkey, a read for each", database(server, pool, "latchkey_read"), "");
            Rates cached =
                    latchkey("Latchkey with its record cache", database(server, pool, "latchkey_cached"), "cached");
            compare(java("Spring Security, Argon2 and a JDBC read", "SpringArgon2", server, pool), read, cached);
            compare(java("Spring Security, SHA-256 and a JDBC read", "SpringSha256", server, pool), read, cached);
            compare(java("Alpine 3.7.0", "AlpineKeys", server, pool), read, cached);
            compare(betterAuth("better-auth 1.7.1 on PostgreSQL", database(server, pool, "better_auth")), read, cached);
            compare(betterAuth("better-auth 1.7.1 in memory", "memory"), memory);
        }
        return rows;
    }

    private void compare(Rates peer, Rates... ours) {
        for (Rates our : ours) {
            if (peer.missing().isEmpty()) {
                our.perSecond()
                        .forEach((threads, rate) -> rows.add(Row.rates(
                                our.name() + ", " + threads + (threads == 1 ? " thread; " : " threads; ") + peer.name(),
                                rate,
                                peer.perSecond().get(threads),
                                AHEAD)));
            } else {
                rows.add(new Row(our.name() + "; " + peer.name(), "", peer.missing(), "", AHEAD));
            }
        }
    }

    private static String database(PostgresServer server, HikariDataSource pool, String name) {
        Keys.execute(pool, List.of("create database " + name));
        return server.url(name);
    }

    private static Rates latchkey(String name, String url, String cached) throws IOException, InterruptedException {
        List<String> command = Child.java(Child.classPath(), List.of());
        command.addAll(List.of(
                Rate.class.getName(),
                LatchkeyRate.class.getName(),
                url,
                Integer.toString(PostgresServer.POOL),
                cached));
        return rates(name, command, new File("."));
    }

    private static Rates java(String name, String peer, PostgresServer server, HikariDataSource pool)
            throws IOException, InterruptedException {
        Path classes = FOLDER.resolve("target/classes");
        Path own = classes.resolve("dev/latchkey/benchmarks/peers/" + peer + ".class");
        if (!Files.exists(own)) {
            return new Rates(name, Map.of(), "needs Java 21");
        }
        // The loop, which knows nothing but the JDK, and the peer's own libraries.
        String classPath = "benchmarks/target/classes:" + classes + ":"
                + Files.readString(FOLDER.resolve("target/classpath")).trim();
        List<String> command = Child.java(classPath, List.of());
        command.addAll(List.of(
                Rate.class.getName(),
                "dev.latchkey.benchmarks.peers." + peer,
                database(server, pool, peer.toLowerCase(Locale.ROOT)),
                Integer.toString(PostgresServer.POOL)));
        return rates(name, command, new File("."));
    }

    private static Rates betterAuth(String name, String url) throws IOException, InterruptedException {
        File folder = FOLDER.resolve("better-auth").toFile();
        if (!new File(folder, "node_modules").exists()) {
            return new Rates(name, Map.of(), "needs Node 20");
        }
        List<String> command = List.of(
                "node",
                "rate.mjs",
                url.replace("jdbc:postgresql://", "postgresql://"),
                Integer.toString(PostgresServer.POOL),
                Integer.toString(PROCESSORS));
        return rates(name, command, folder);
    }

    private static Rates rates(String name, List<String> command, File folder)
            throws IOException, InterruptedException {
        Map<Integer, Double> perSecond = new TreeMap<>();
        for (String line : Child.lines(folder, command, SECONDS)) {
            String[] words = line.split(" ", -1);
            if (words[0].equals("RATE")) {
                perSecond.put(Integer.valueOf(words[1]), Double.valueOf(words[2]));
            }
        }
        if (!perSecond.keySet().equals(Set.of(1, PROCESSORS))) {
            throw new IllegalStateException(name + " told no rates");
        }
        return new Rates(name, perSecond, "");
    }
}
