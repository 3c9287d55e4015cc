/** Latchkey's stores, change feeds, audit sink and rate limiter on H2, PostgreSQL, MariaDB and MySQL. */
@SuppressWarnings("opens") // The packages hold no classes, only SQL files.
module dev.latchkey.adapter.jdbc {
    requires transitive dev.latchkey.ports;
    requires transitive java.sql;
    requires transitive org.jdbi.v3.core;
    requires static transitive org.jspecify;
    // Jdbi needs it, and has no descriptor that says so.
    requires io.leangen.geantyref;
    requires dev.latchkey.bucket4j.internal;
    requires org.slf4j;
    // Only for hosts that use them.
    requires static io.github.bucket4j.core;
    requires static io.github.bucket4j.postgresql;
    requires static com.h2database;
    requires static org.postgresql.jdbc;
    requires static spring.jdbc;
    requires static spring.tx;

    exports dev.latchkey.adapter.jdbc;

    // For migration tools.
    opens dev.latchkey.adapter.jdbc.h2;
    opens dev.latchkey.adapter.jdbc.mariadb;
    opens dev.latchkey.adapter.jdbc.mysql;
    opens dev.latchkey.adapter.jdbc.postgresql;
}
