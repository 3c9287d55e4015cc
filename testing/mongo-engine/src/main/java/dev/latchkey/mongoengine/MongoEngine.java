package dev.latchkey.mongoengine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * MongoDB's own engine in a process of its own, which ends when this one does, because it then loses its standard input. Immutable; safe for use by several threads.
 *
 * @param folder holds its data and whatever it complains of
 * @param uri where it is; empty when it cannot be had
 * @param problem why it cannot be had
 * @param process it; empty when it cannot be had
 */
public record MongoEngine(Path folder, Optional<String> uri, String problem, Optional<Process> process)
        implements AutoCloseable {
    private static final String READY = "READY port=";
    private static final List<String> SCRIPT = List.of("engine.sh", "engine.js", "package.json", "package-lock.json");

    /** The first time, it is downloaded. */
    private static final int MINUTES = 5;

    /**
     * Begins in a new folder below {@code target}.
     *
     * @return it, or why it cannot be had
     */
    public static MongoEngine start() {
        try {
            return start(newFolder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A new folder below {@code target}.
     *
     * @return an empty one
     * @throws IOException when it cannot be made
     */
    public static Path newFolder() throws IOException {
        return Files.createTempDirectory(Files.createDirectories(Path.of("target")), "mongo-engine-");
    }

    /**
     * Opens what an engine left in a folder, or begins there.
     *
     * @param folder one that exists
     * @return the engine, or why it cannot be had
     * @throws IOException when the folder cannot be written to
     */
    public static MongoEngine start(Path folder) throws IOException {
        for (String name : SCRIPT) {
            try (InputStream file = Objects.requireNonNull(MongoEngine.class.getResourceAsStream(name), name)) {
                Files.copy(file, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Path log = folder.resolve("stderr");
        Process process = new ProcessBuilder(
                        "sh",
                        folder.resolve("engine.sh").toString(),
                        Path.of(System.getProperty("user.home"), ".cache", "latchkey")
                                .toString(),
                        folder.resolve("data").toAbsolutePath().toString())
                .redirectError(log.toFile())
                .start();
        String first = firstLine(process);
        if (first.startsWith(READY)) {
            String port = first.substring(READY.length());
            return new MongoEngine(
                    folder,
                    Optional.of("mongodb://127.0.0.1:" + port + "/?directConnection=true&retryWrites=false"),
                    "",
                    Optional.of(process));
        }
        List<String> lines = Files.readAllLines(log);
        String problem = lines.isEmpty() ? "it printed nothing" : lines.get(lines.size() - 1);
        return new MongoEngine(
                folder, Optional.empty(), "MongoDB's own engine cannot be had: " + problem, Optional.empty());
    }

    /**
     * Whether it could be had.
     *
     * @return false when not
     * @throws AssertionError instead of false where the environment has {@code LATCHKEY_REQUIRE_MONGO_ENGINE=true}
     */
    public boolean available() {
        if (uri.isEmpty() && Boolean.parseBoolean(System.getenv("LATCHKEY_REQUIRE_MONGO_ENGINE"))) {
            throw new AssertionError(problem);
        }
        return uri.isPresent();
    }

    /** Ends it with SIGKILL, and waits until it is gone. */
    public void kill() {
        process.ifPresent(it -> it.destroyForcibly().onExit().join());
    }

    /** Ends it and deletes its folder. */
    @Override
    public void close() {
        kill();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String firstLine(Process process) throws IOException {
        BufferedReader out = process.inputReader();
        try {
            return CompletableFuture.supplyAsync(() -> out.lines().findFirst().orElse(""))
                    .get(MINUTES, TimeUnit.MINUTES);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            process.destroy();
            throw new IOException("The engine did not start within " + MINUTES + " minutes", e);
        }
    }
}
