package dev.latchkey.cluster;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.ports.KeyStore;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** To PostgreSQL, MariaDB or MySQL. */
final class JdbcConnections implements Connections {
    /** For a server that answers, however slowly on a busy machine. */
    private static final TimeOuts PATIENT =
            new TimeOuts(Duration.ofSeconds(20), Duration.ofSeconds(5), Duration.ofSeconds(20));
    /** For a server that may be out of reach. */
    private static final TimeOuts SHORT =
            new TimeOuts(Duration.ofSeconds(1), Duration.ofMillis(500), Duration.ofSeconds(1));

    /**
     * The longest wait that short time-outs allow one read: for a connection, whose check may begin at the last moment,
     * and for the answer.
     */
    static final Duration LONGEST_READ = SHORT.connect().plus(SHORT.validate()).plus(SHORT.read());

    private final HikariDataSource pool = new HikariDataSource();

    private record TimeOuts(Duration connect, Duration validate, Duration read) {}

    private JdbcConnections(Location location, int most, TimeOuts timeOuts) {
        pool.setDataSource(database(location, timeOuts));
        pool.setMaximumPoolSize(most);
        pool.setConnectionTimeout(timeOuts.connect().toMillis());
        pool.setValidationTimeout(timeOuts.validate().toMillis());
    }

    private static DataSource database(Location location, TimeOuts timeOuts) {
        if (location.url().startsWith("jdbc:mariadb:")) {
            return MariaDb.database(
                    location,
                    "&connectTimeout=" + timeOuts.connect().toMillis() + "&socketTimeout="
                            + timeOuts.read().toMillis());
        }
        PGSimpleDataSource database = Postgres.database(location);
        database.setConnectTimeout((int) timeOuts.connect().toSeconds());
        database.setSocketTimeout((int) timeOuts.read().toSeconds());
        return database;
    }

    static JdbcConnections patient(Location location, int most) {
        return new JdbcConnections(location, most, PATIENT);
    }

    static JdbcConnections withShortTimeOuts(Location location, int most) {
        return new JdbcConnections(location, most, SHORT);
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
