package dev.latchkey.examples.quickstart;

import java.util.Optional;
import java.util.stream.Stream;

/** A database server that is reached through JDBC. */
enum JdbcServer {
    POSTGRESQL("PostgreSQL", "jdbc:postgresql:", "jdbc:postgresql://host:5432/database?user=me&password=x"),
    MARIADB("MariaDB", "jdbc:mariadb:", "jdbc:mariadb://host:3306/database?user=me&password=x"),
    MYSQL("MySQL", "jdbc:mysql:", "jdbc:mysql://host:3306/database?user=me&password=x");

    private final String title;
    private final String prefix;
    private final String example;

    JdbcServer(String title, String prefix, String example) {
        this.title = title;
        this.prefix = prefix;
        this.example = example;
    }

    static Optional<JdbcServer> of(String url) {
        return Stream.of(values())
                .filter(server -> url.startsWith(server.prefix))
                .findFirst();
    }

    /** Returns a URL of this server as the driver takes it: MariaDB's is the driver of MySQL too. */
    String driverUrl(String url) {
        return this == MYSQL ? MARIADB.prefix + url.substring(prefix.length()) : url;
    }

    String title() {
        return title;
    }

    String example() {
        return example;
    }
}
