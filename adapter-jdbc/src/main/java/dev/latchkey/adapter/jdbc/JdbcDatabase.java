package dev.latchkey.adapter.jdbc;

import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;

/** The databases that the SQL of this package is written for. */
public enum JdbcDatabase {
    /**
     * H2 2.2 to 2.4: in memory, in a file, or as a server, in its regular mode.
     *
     * <p>A commit reaches H2's file up to half a second later unless the URL says {@code WRITE_DELAY=0}. Without it,
     * changes that were acknowledged are lost when the process is killed: a regenerated key would be the old one again.
     * H2 2.5.250 and 2.5.252 lose them in a file in any case.
     *
     * <p>READ COMMITTED or a stricter isolation is required. H2 at READ UNCOMMITTED is refused.
     */
    H2("H2"),
    /** PostgreSQL 16 and later, with READ COMMITTED or a stricter isolation. */
    POSTGRESQL("PostgreSQL"),
    /**
     * MariaDB 10.11 and later, with InnoDB, in which the tables are made, and MariaDB Connector/J.
     *
     * <p>READ COMMITTED or a stricter isolation is required. Every change without a transaction of the host is made at
     * READ COMMITTED, whatever the connection's isolation.
     */
    MARIADB("MariaDB"),
    /** MySQL 8.0 and later, as for {@link #MARIADB}, with the driver of either. */
    MYSQL("MySQL");

    private final String product;

    JdbcDatabase(String product) {
        this.product = product;
    }

    /** Returns the database that the driver's metadata describe. */
    static Optional<JdbcDatabase> of(DatabaseMetaData described) throws SQLException {
        String product = described.getDatabaseProductName();
        // MySQL's driver calls MariaDB MySQL too.
        String name = product.equals(MYSQL.product)
                        && described.getDatabaseProductVersion().contains(MARIADB.product)
                ? MARIADB.product
                : product;
        return Stream.of(values()).filter(kind -> kind.product.equals(name)).findFirst();
    }

    SqlDialect dialect() {
        return switch (this) {
            case H2 -> new H2Dialect();
            case POSTGRESQL -> new PostgresDialect();
            case MARIADB -> new MariaDbDialect();
            case MYSQL -> new MySqlDialect();
        };
    }
}
