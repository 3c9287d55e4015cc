package dev.latchkey.adapter.jdbc;

import java.util.stream.Stream;
import javax.sql.DataSource;

/** The databases that tests run on, for a test that runs on each. */
final class Engines {
    private Engines() {}

    /** MariaDB stands for itself where no server can be started: its tests are then skipped, and say so. */
    static Stream<JdbcDatabase> all() {
        return Stream.of(
                JdbcDatabase.H2, JdbcDatabase.POSTGRESQL, MariaDb.isThere() ? MariaDb.kind() : JdbcDatabase.MARIADB);
    }

    static DataSource empty(JdbcDatabase kind) {
        return switch (kind) {
            case H2 -> H2.memory();
            case POSTGRESQL -> Postgres.schema();
            case MARIADB, MYSQL -> MariaDb.schema();
        };
    }

    static void discard(DataSource database, JdbcDatabase kind) {
        switch (kind) {
            case H2 -> H2.shutDown(database);
            case POSTGRESQL -> Postgres.discard(database);
            case MARIADB, MYSQL -> MariaDb.discard(database);
        }
    }
}
