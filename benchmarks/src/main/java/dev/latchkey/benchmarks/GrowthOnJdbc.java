package dev.latchkey.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.adapter.jdbc.JdbcSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** The engines that are reached through JDBC. */
abstract class GrowthOnJdbc implements GrowthEngine {
    private final List<HikariDataSource> pools = new ArrayList<>();

    HikariDataSource opened(HikariDataSource pool) {
        pools.add(pool);
        return pool;
    }

    static Filled on(DataSource database, int keys, long bytes) {
        BareJdbc bare = BareJdbc.like(
                database,
                watched -> JdbcKeyStore.on(watched).findByHandle("00000000").value());
        return new Filled(
                JdbcKeyStore.on(database), handle -> !bare.read(handle).name().isEmpty(), keys, bytes);
    }

    @Override
    public void close() {
        pools.forEach(HikariDataSource::close);
    }

    static final class Postgres extends GrowthOnJdbc {
        private final PostgresServer server = PostgresServer.start();

        @Override
        public String name() {
            return "PostgreSQL";
        }

        @Override
        public Filled filled(int keys) {
            String database = "keys_" + keys;
            try (HikariDataSource first = server.pool("postgres")) {
                Keys.execute(first, List.of("create database " + database));
            }
            HikariDataSource pool = opened(server.pool(database));
            JdbcSchema.apply(pool);
            Keys.fill(pool, Keys.Words.POSTGRESQL, keys);
            Keys.execute(pool, List.of("vacuum analyze", "checkpoint"));
            return on(
                    pool,
                    keys,
                    number(
                            pool,
                            "select sum(pg_total_relation_size(oid)) from pg_class"
                                    + " where relkind = 'r' and relname like 'latchkey%'"));
        }

        @Override
        public void close() {
            super.close();
            server.close();
        }

        private static long number(DataSource database, String sql) {
            try (Connection connection = database.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                rows.next();
                return rows.getLong(1);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /**
     * In a file each, whose every commit reaches the disk; the size is that of the file when it has just been
     * compacted.
     */
    static final class H2 extends GrowthOnJdbc {
        private final Path folder = Files.createTempDirectory("latchkey-growth");

        H2() throws IOException {}

        @Override
        public String name() {
            return "H2 file";
        }

        @Override
        public Filled filled(int keys) {
            try (HikariDataSource filling = pool(keys)) {
                JdbcSchema.apply(filling);
                Keys.fill(filling, Keys.Words.H2, keys);
                Keys.execute(filling, List.of("analyze"));
            }
            // Not through a pool, which would look after the connection that this ends.
            try (Connection last = DriverManager.getConnection(url(keys));
                    Statement statement = last.createStatement()) {
                statement.execute("shutdown compact");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            try {
                long bytes = Files.size(folder.resolve(keys + ".mv.db"));
                return on(opened(pool(keys)), keys, bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            super.close();
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
                Files.delete(folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private String url(int keys) {
            return "jdbc:h2:file:" + folder.resolve(Integer.toString(keys)) + ";WRITE_DELAY=0";
        }

        private HikariDataSource pool(int keys) {
            HikariDataSource pool = new HikariDataSource();
            pool.setJdbcUrl(url(keys));
            pool.setMaximumPoolSize(PostgresServer.POOL);
            return pool;
        }
    }
}
