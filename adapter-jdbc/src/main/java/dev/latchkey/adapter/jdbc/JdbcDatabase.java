package dev.latchkey.adapter.jdbc;

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
    POSTGRESQL("PostgreSQL");

    private final String product;

    JdbcDatabase(String product) {
        this.product = product;
    }

    /** What the driver's metadata call it. */
    String product() {
        return product;
    }

    SqlDialect dialect() {
        return switch (this) {
            case H2 -> new H2Dialect();
            case POSTGRESQL -> new PostgresDialect();
        };
    }
}
