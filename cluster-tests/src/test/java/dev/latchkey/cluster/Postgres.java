package dev.latchkey.cluster;

import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.adapter.jdbc.JdbcSchema;
import dev.latchkey.ports.spi.KeyStore;
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

/** A real PostgreSQL server, which can be killed and started again on its files and its port. */
final class Postgres implements Server {
    private final Path data;
    private EmbeddedPostgres server;

    private Postgres(Path data, EmbeddedPostgres server) {
        this.data = data;
        this.server = server;
    }

    /** Starts one without keys, after reaping what an earlier, killed run left under the same name. */
    static Postgres start(String name) throws IOException {
        Path data = Path.of("target", "postgres-" + name).toAbsolutePath();
        if (Files.exists(data)) {
            postmaster(data).ifPresent(Postgres::killAndAwait);
            delete(data);
        }
        Postgres postgres = new Postgres(data, open(data, 0));
        JdbcSchema.apply(database(postgres.location()));
        return postgres;
    }

    private static EmbeddedPostgres open(Path data, int port) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                // The server's programs are unpacked once for all modules, outside of the folder for temporary files.
                .setOverrideWorkingDirectory(Path.of("..", "target", "postgresql")
                        .toAbsolutePath()
                        .normalize()
                        .toFile())
                .setServerConfig("unix_socket_directories", "")
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                // Embedded servers have it off: then a kill loses changes that were acknowledged, and the checkers say
                // so.
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_connections", "40");
        return (port == 0 ? builder : builder.setPort(port)).start();
    }

    /** Its location as seen through a port. */
    static Location behind(int port) {
        return new Location("jdbc:postgresql://127.0.0.1:" + port + "/", "postgres");
    }

    static PGSimpleDataSource database(Location location) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setURL(location.url());
        database.setDatabaseName(location.database());
        database.setUser("postgres");
        return database;
    }

    int port() {
        return server.getPort();
    }

    @Override
    public Location location() {
        return behind(port());
    }

    @Override
    public KeyStore store() {
        return JdbcKeyStore.on(database(location()));
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
