package dev.latchkey.cluster;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.ports.KeyStore;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/** To PostgreSQL. */
final class PostgresConnections implements Connections {
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration VALIDATE = Duration.ofMillis(500);
    private static final Duration READ = Duration.ofSeconds(1);

    /**
     * The longest wait that these time-outs allow one read: for a connection, whose check may begin at the last moment,
     * and for the answer.
     */
    static final Duration LONGEST_READ = CONNECT.plus(VALIDATE).plus(READ);

    private final HikariDataSource pool = new HikariDataSource();

    PostgresConnections(Location location, int most) {
        PGSimpleDataSource database = Postgres.database(location);
        database.setConnectTimeout((int) CONNECT.toSeconds());
        database.setSocketTimeout((int) READ.toSeconds());
        pool.setDataSource(database);
        pool.setMaximumPoolSize(most);
        pool.setConnectionTimeout(CONNECT.toMillis());
        pool.setValidationTimeout(VALIDATE.toMillis());
    }

    HikariDataSource pool() {
        return pool;
    }

    @Override
    public KeyStore store() {
        return JdbcKeyStore.on(pool);
    }

    @Override
    public void close() {
        pool.close();
    }
}
