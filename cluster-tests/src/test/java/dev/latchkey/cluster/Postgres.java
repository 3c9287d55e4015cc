package dev.latchkey.cluster;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;

/** A real PostgreSQL server of one test, which can be killed and started again on its files and its port. */
final class Postgres implements AutoCloseable {
    private final Path data;
    private EmbeddedPostgres server;

    private Postgres(Path data, EmbeddedPostgres server) {
        this.data = data;
        this.server = server;
    }

    /** Starts an empty one, after reaping what an earlier, killed run left under the same name. */
    static Postgres start(String name) throws IOException {
        Path data = Path.of("target", "postgres-" + name).toAbsolutePath();
        if (Files.exists(data)) {
            postmaster(data).ifPresent(Postgres::killAndAwait);
            delete(data);
        }
        return new Postgres(data, open(data, 0));
    }

    private static EmbeddedPostgres open(Path data, int port) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                // Embedded servers have it off: then a kill loses changes that were acknowledged, and the checkers say
                // so.
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_connections", "40");
        return (port == 0 ? builder : builder.setPort(port)).start();
    }

    static PGSimpleDataSource database(int port) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setPortNumbers(new int[] {port});
        database.setUser("postgres");
        return database;
    }

    int port() {
        return server.getPort();
    }

    /** SIGKILL to the postmaster: its backends follow at once, and nothing is shut down in order. */
    void kill() throws IOException {
        killAndAwait(postmaster(data).orElseThrow());
    }

    /** Recovers from its log and serves again. */
    void restart() throws IOException {
        int port = server.getPort();
        // There is nothing left to stop: this lets go of the folder's lock.
        server.close();
        server = open(data, port);
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

    @Override
    public void close() {
        try {
            server.close();
            delete(data);
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
