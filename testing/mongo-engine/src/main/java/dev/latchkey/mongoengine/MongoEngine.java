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
 * MongoDB's own engine in a process of its own. That process ends and deletes its folder when this one ends, killed or
 * not, because it then loses its standard input. Immutable. Safe for use by several threads.
 *
 * @param folder holds its data and what it writes to standard error; gone once it is closed or cannot be had
 * @param uri where it is; empty when it cannot be had
 * @param problem why it cannot be had
 * @param process it; empty when it cannot be had
 */
public record MongoEngine(Path folder, Optional<String> uri, String problem, Optional<Process> process)
        implements AutoCloseable {
    private static final String READY = "READY port=";
    private static final String PREFIX = "latchkey-mongo-";
    private static final List<String> SCRIPT = List.of("engine.sh", "engine.js", "package.json", "package-lock.json");

    /** The first time, it is downloaded. */
    private static final int MINUTES = 5;

    /** A file system in memory, on Linux: there a write that waits for the journal does not wait for a disk. */
    private static final Path MEMORY = Path.of("/dev/shm");

    private static final Path DISK = Path.of("/tmp");

    /** What several engines with their journals take at most. */
    private static final long ROOM = 1L << 30;

    /**
     * Begins in a new folder.
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
     * Makes a new folder, in memory where the system has room there, and in {@code /tmp} otherwise. Its path is short:
     * the engine opens a Unix socket in it, whose path the system limits to about 100 characters.
     *
     * @return an empty folder, which {@link #close()} deletes
     * @throws IOException when it cannot be made
     */
    public static Path newFolder() throws IOException {
        boolean hasRoom = Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() > ROOM;
        return Files.createTempDirectory(hasRoom ? MEMORY : DISK, PREFIX);
    }

    /**
     * Opens what an engine left in a folder, or begins there.
     *
     * @param folder one that exists, with a path as short as that of {@link #newFolder()}
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
        ProcessBuilder command = new ProcessBuilder(
                        "sh",
                        folder.resolve("engine.sh").toString(),
                        Path.of(System.getProperty("user.home"), ".cache", "latchkey")
                                .toString(),
                        folder.resolve("data").toAbsolutePath().toString())
                .redirectError(log.toFile());
        // A killed engine leaves its socket: in its own folder, it goes with the folder.
        command.environment().put("TMPDIR", folder.toAbsolutePath().toString());
        Process process = command.start();
        String first;
        try {
            first = firstLine(process);
        } catch (TimeoutException e) {
            return absent(folder, process, "it did not start within " + MINUTES + " minutes");
        }
        if (!first.startsWith(READY)) {
            List<String> lines = Files.readAllLines(log);
            return absent(folder, process, lines.isEmpty() ? "it printed nothing" : lines.get(lines.size() - 1));
        }
        String port = first.substring(READY.length());
        String uri = "mongodb://127.0.0.1:" + port + "/?directConnection=true&retryWrites=false";
        MongoEngine engine = new MongoEngine(folder, Optional.of(uri), "", Optional.of(process));
        Runtime.getRuntime().addShutdownHook(new Thread(engine::close, "close " + folder));
        return engine;
    }

    private static MongoEngine absent(Path folder, Process process, String problem) throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
        delete(folder);
        return new MongoEngine(
                folder, Optional.empty(), "MongoDB's own engine cannot be had: " + problem, Optional.empty());
    }

    /**
     * Tells whether it could be had.
     *
     * @return false if not
     */
    public boolean available() {
        return uri.isPresent();
    }

    /** Ends it with SIGKILL, and waits until it is gone. */
    public void kill() {
        process.ifPresent(it -> it.destroyForcibly().onExit().join());
    }

    /** Ends it and deletes its folder. Closing again does nothing. */
    @Override
    public void close() {
        kill();
        try {
            delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One after another: two engines may have had one folder, and all of them are closed when this process ends. */
    private static synchronized void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static String firstLine(Process process) throws IOException, TimeoutException {
        BufferedReader out = process.inputReader();
        try {
            return CompletableFuture.supplyAsync(() -> out.lines().findFirst().orElse(""))
                    .get(MINUTES, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while MongoDB's own engine was starting", e);
        } catch (ExecutionException e) {
            process.destroy();
            throw new IOException("The output of MongoDB's own engine cannot be read", e.getCause());
        }
    }
}
