package dev.latchkey.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Verifications per second of other libraries and of what people write themselves, each in a process of its own with a
 * database of its own on the same PostgreSQL, with as many connections. All are warmed up first, and then take turns.
 */
final class Peers implements Measurement {
    private static final int TURNS = 3;
    private static final String AHEAD = "more than 1";
    private static final Path FOLDER = Path.of("benchmarks", "peers");
    private static final String PACKAGE = "dev.latchkey.benchmarks.peers.";

    private final List<Contender> all = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();

    @Override
    public List<Row> rows() throws IOException {
        try (PostgresServer server = PostgresServer.start();
                HikariDataSource pool = server.pool("postgres")) {
            Contender memory = latchkey("Latchkey in memory", "memory", "");
            Contender read = latchkey("Latchkey, a read for each", database(server, pool, "reading"), "");
            Contender whole = latchkey("Latchkey, the whole key for each", database(server, pool, "whole"), "whole");
            Contender cached = latchkey("Latchkey, record cache", database(server, pool, "cached"), "cached");
            List<Contender> peers = List.of(
                    java("Spring Security, Argon2 and a JDBC read", "SpringArgon2", server, pool),
                    java("Spring Security, SHA-256 and a JDBC read", "SpringSha256", server, pool),
                    java("Alpine 3.7.0", "AlpineKeys", server, pool),
                    betterAuth("better-auth 1.7.1 on PostgreSQL", database(server, pool, "better_auth")));
            Contender betterAuthInMemory = betterAuth("better-auth 1.7.1 in memory", "memory");
            for (Contender each : all) {
                each.warmUp();
            }
            for (int i = 0; i < TURNS; i++) {
                for (Contender each : all) {
                    each.turn();
                }
            }
            peers.forEach(peer -> compare(read, peer));
            peers.stream().filter(peer -> peer.name().contains("SHA-256")).forEach(peer -> compare(whole, peer));
            peers.forEach(peer -> compare(cached, peer));
            compare(memory, betterAuthInMemory);
        } finally {
            for (Contender each : all) {
                each.close();
            }
        }
        return rows;
    }

    private void compare(Contender ours, Contender peer) {
        if (!peer.missing().isEmpty()) {
            rows.add(new Row(ours.name() + "; " + peer.name(), "", peer.missing(), "", AHEAD));
            return;
        }
        ours.perSecond()
                .forEach((threads, rate) -> rows.add(Row.rates(
                        ours.name() + ", " + threads + (threads == 1 ? " thread; " : " threads; ") + peer.name(),
                        rate,
                        peer.perSecond().get(threads),
                        AHEAD)));
    }

    private static String database(PostgresServer server, HikariDataSource pool, String name) {
        Keys.execute(pool, List.of("create database " + name));
        return server.url(name);
    }

    private Contender latchkey(String name, String url, String mode) throws IOException {
        return java(name, Child.classPath(), LatchkeyRate.class.getName(), url, mode);
    }

    private Contender java(String name, String peer, PostgresServer server, HikariDataSource pool) throws IOException {
        Path classes = FOLDER.resolve("target/classes");
        if (!Files.exists(classes.resolve((PACKAGE + peer).replace('.', '/') + ".class"))) {
            return Contender.missing(name, "needs Java 21");
        }
        // The loop, which knows nothing but the JDK, and the peer's own libraries.
        String libraries = Files.readString(FOLDER.resolve("target/classpath")).trim();
        String classPath = String.join(File.pathSeparator, "benchmarks/target/classes", classes.toString(), libraries);
        return java(name, classPath, PACKAGE + peer, database(server, pool, peer.toLowerCase(Locale.ROOT)));
    }

    private Contender java(String name, String classPath, String... library) throws IOException {
        List<String> command = Child.java(classPath, List.of());
        command.add(Rate.class.getName());
        command.addAll(List.of(library));
        return running(name, new File("."), command);
    }

    private Contender betterAuth(String name, String url) throws IOException {
        File folder = FOLDER.resolve("better-auth").toFile();
        if (!new File(folder, "node_modules").exists()) {
            return Contender.missing(name, "needs Node 20");
        }
        String address = url.replace("jdbc:postgresql://", "postgresql://");
        return running(name, folder, List.of("node", "rate.mjs", address, Integer.toString(PostgresServer.POOL)));
    }

    private Contender running(String name, File folder, List<String> command) throws IOException {
        Contender contender = Contender.running(name, new RateProcess(folder, command));
        all.add(contender);
        return contender;
    }
}
