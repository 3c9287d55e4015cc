package dev.latchkey.cluster;

import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.adapter.jdbc.JdbcSchema;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.support.PostgresServer;
import java.io.IOException;
import java.util.Map;
import org.postgresql.ds.PGSimpleDataSource;

/** A real PostgreSQL server. */
final class Postgres implements JdbcServer {
    private final PostgresServer server;

    private Postgres(PostgresServer server) {
        this.server = server;
    }

    /** Starts one without keys. */
    static Postgres start(String name) throws IOException {
        // Embedded servers do not wait for commits: then a kill loses changes that were acknowledged, and the checkers
        // say so.
        Postgres postgres =
                new Postgres(PostgresServer.start(name, Map.of("synchronous_commit", "on", "max_connections", "40")));
        JdbcSchema.apply(database(postgres.location()));
        return postgres;
    }

    @Override
    public Location behind(int port) {
        return new Location("jdbc:postgresql://127.0.0.1:" + port + "/", "postgres");
    }

    static PGSimpleDataSource database(Location location) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setURL(location.url());
        database.setDatabaseName(location.database());
        database.setUser("postgres");
        return database;
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public KeyStore store() {
        return JdbcKeyStore.on(database(location()));
    }

    @Override
    public void kill() throws IOException {
        server.kill();
    }

    @Override
    public void restart() throws IOException {
        server.restart();
    }

    @Override
    public void close() {
        server.close();
    }
}
