package dev.latchkey.support;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A real PostgreSQL server, which can be killed and started again on its files and its port. It ends with the JVM. */
public final class PostgresServer implements AutoCloseable {
    /** A disk that others keep busy may need longer than the library's own ten seconds. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Path data;
    private final Map<String, String> settings;
    private final boolean isKept;
    private EmbeddedPostgres server;

    private PostgresServer(Path data, Map<String, String> settings, boolean isKept) throws IOException {
        this.data = data;
        this.settings = settings;
        this.isKept = isKept;
        this.server = start(0);
    }

    /** Starts an empty server in a new folder below the module's {@code target}. It cannot be started again. */
    public static PostgresServer start(Map<String, String> settings) {
        try {
            Path parent = Files.createDirectories(Path.of("target"));
            return new PostgresServer(
                    Files.createTempDirectory(parent, "postgresql-data-").toAbsolutePath(), settings, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts an empty server under a name, after ending what an earlier run, killed, left under the same name. */
    public static PostgresServer start(String name, Map<String, String> settings) throws IOException {
        Path data = Path.of("target", "postgres-" + name).toAbsolutePath();
        if (Files.exists(data)) {
            postmaster(data).ifPresent(PostgresServer::killAndAwait);
            delete(data);
        }
        return new PostgresServer(data, settings, true);
    }

    private EmbeddedPostgres start(int port) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                // The server's programs are unpacked once for all modules, outside of the folder for temporary files.
                .setOverrideWorkingDirectory(Path.of("..", "target", "postgresql")
                        .toAbsolutePath()
                        .normalize()
                        .toFile())
                .setDataDirectory(data)
                .setPGStartupWait(PATIENCE)
                // Its shutdown hook deletes the files of a server that has no name to be found by.
                .setCleanDataDirectory(!isKept)
                // Otherwise it leaves a socket in the system's folder for temporary files when it is killed.
                .setServerConfig("unix_socket_directories", "");
        settings.forEach(builder::setServerConfig);
        return (port == 0 ? builder : builder.setPort(port)).start();
    }

    /** Returns the port on the loopback. */
    public int port() {
        return server.getPort();
    }

    /** Sends SIGKILL to the postmaster. Its backends follow immediately, and nothing is shut down in order. */
    public void kill() throws IOException {
        killAndAwait(postmaster(data).orElseThrow());
    }

    /** Starts a killed server again. It recovers from its log. */
    public void restart() throws IOException {
        int port = server.getPort();
        // There is nothing left to stop: this releases the folder's lock.
        server.close();
        server = start(port);
    }

    private static Optional<ProcessHandle> postmaster(Path data) throws IOException {
        Path file = data.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(Files.readAllLines(file).get(0).trim()))
                .filter(handle -> handle.info()
                        .command()
                        .filter(command -> command.endsWith("postgres"))
                        .isPresent());
    }

    private static void killAndAwait(ProcessHandle postmaster) {
        List<ProcessHandle> family =
                Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
        postmaster.destroyForcibly();
        family.forEach(process -> process.onExit().join());
    }

    /** Stops the server and deletes its files. */
    @Override
    public void close() {
        try {
            server.close();
            if (Files.exists(data)) {
                delete(data);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
