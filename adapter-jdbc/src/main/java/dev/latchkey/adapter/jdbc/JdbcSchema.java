package dev.latchkey.adapter.jdbc;

import dev.latchkey.ports.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables that this adapter needs, in the connection's current schema. All names begin with {@code latchkey_}.
 *
 * <p>Nothing is created unasked. The one line that creates the tables is {@code JdbcSchema.apply(dataSource)}. Hosts
 * that use a migration tool let it apply the numbered files in {@code h2}, {@code postgresql}, {@code mariadb} or
 * {@code mysql} of {@code dev/latchkey/adapter/jdbc} in this jar. Each folder is a Flyway location. Beside other
 * tables, Flyway needs a history table for Latchkey alone and {@code baselineOnMigrate}:
 *
 * <pre>{@code
 * Flyway.configure()
 *         .dataSource(dataSource)
 *         .locations("classpath:dev/latchkey/adapter/jdbc/postgresql")
 *         .table("latchkey_schema_history")
 *         .baselineOnMigrate(true)
 *         .load()
 *         .migrate();
 * }</pre>
 */
public final class JdbcSchema {
    /**
     * The whole schema, of which {@link #check} reads what must be there: beside the folder, which holds migrations
     * alone.
     */
    static final String SNAPSHOT = "-schema.sql";

    /** The tables that a store of keys needs. */
    static final String[] OF_KEYS = {
        "latchkey_key",
        "latchkey_handle",
        "latchkey_secret",
        "latchkey_issued",
        "latchkey_tag",
        "latchkey_tenant",
        "latchkey_audit",
        "latchkey_usage",
        "latchkey_secret_use",
        "latchkey_usage_day",
        "latchkey_usage_writer"
    };

    private static final Logger LOG = LoggerFactory.getLogger(JdbcSchema.class);

    private static final Pattern TABLE = Pattern.compile("create table if not exists (\\w+) \\(");
    /**
     * A constraint, an index, a trigger, or a column: the snapshot has one to a line, and what continues a line stands
     * further right.
     */
    private static final Pattern PART =
            Pattern.compile("(?: {4}|create |create unique |create unique nulls distinct |create or replace )"
                    + "(constraint|index|trigger)(?: if not exists)? (\\w+).*| {4}(\\w+) .*");
    /** At the end of a line, for a function has semicolons too. */
    private static final Pattern END = Pattern.compile(";$", Pattern.MULTILINE);

    private static final Pattern INDEX =
            Pattern.compile("(create|drop) .*?index if (?:not )?exists (\\w+)\\b.*", Pattern.DOTALL);

    /** More than there are statements, each of which another node can fail once. With their pauses, two seconds. */
    private static final int MAX_TRIES = 120;

    private JdbcSchema() {}

    /**
     * Creates what is missing, and does nothing when nothing is. Several nodes may do so at the same time, and a call
     * that was cut short may be repeated. Needs the right to create tables. Not for use inside an open transaction.
     *
     * @param dataSource the host's connections
     * @throws StoreException when the database cannot be reached, is another one, or refuses
     */
    public static void apply(DataSource dataSource) {
        apply(Database.of(dataSource));
    }

    /**
     * Creates what is missing, on the host's Jdbi.
     *
     * @param jdbi the host's Jdbi
     * @throws StoreException when the database cannot be reached, is another one, or refuses
     */
    public static void apply(Jdbi jdbi) {
        apply(Database.of(jdbi));
    }

    /**
     * Checks that every table, column, constraint and index exists that this adapter relies on, that no setting or role
     * of the database prevents its use, and that the numbers of changes do not begin again, which polling would not
     * notice. Stores check all but the numbers when they are created.
     *
     * @param dataSource the host's connections
     * @throws StoreException if something is missing, naming all of it; if the database cannot be used as it is, naming
     *     the remedy; or if it cannot be reached or is another one
     */
    public static void check(DataSource dataSource) {
        checkAll(Database.of(dataSource));
    }

    /**
     * Checks the schema as {@link #check(DataSource)} does, through the host's Jdbi.
     *
     * @param jdbi the host's Jdbi
     * @throws StoreException as for {@link #check(DataSource)}
     */
    public static void check(Jdbi jdbi) {
        checkAll(Database.of(jdbi));
    }

    private static void checkAll(Database database) {
        check(database);
        checkNumbers(database);
    }

    /**
     * Checks the whole schema, and that the database is fit for it and lets the user read the given tables. If some are
     * given, others need not be there: MariaDB shows no table to a user without any right to it.
     */
    static void check(Database database, String... tables) {
        checkFitness(database, tables);
        List<String> missing = missing(database, List.of(tables));
        if (!missing.isEmpty()) {
            throw new StoreException(
                    "The database lacks what Latchkey needs: apply " + location(database)
                            + " to it, or call JdbcSchema.apply. Missing: " + String.join(", ", missing),
                    null);
        }
    }

    private static void checkFitness(Database database, String... tables) {
        refuse(database.read(
                "read how the database is set up", session -> database.dialect().unfit(session, List.of(tables))));
    }

    /** Checks that polling would miss no change. No store checks this: it must be able to revoke keys all the same. */
    static void checkNumbers(Database database) {
        refuse(database.read(
                "compare the numbers of changes", session -> database.dialect().hiddenChanges(session)));
    }

    private static void refuse(String obstacle) {
        if (!obstacle.isEmpty()) {
            throw new StoreException(obstacle, null);
        }
    }

    @SuppressWarnings("try") // The lock is held, and nothing is done with it.
    private static void apply(Database database) {
        // First the tables in their last form, so that no file has to alter a table that this call creates. H2 alters a
        // table by a copy, and other nodes see it missing meanwhile.
        List<String> statements = withoutDetours(Stream.concat(
                        statements(file(database, SNAPSHOT)).stream()
                                .filter(statement -> statement.startsWith("create table ")),
                        database.dialect().files().stream()
                                .flatMap(name -> statements(file(database, "/" + name)).stream()))
                .toList());
        checkFitness(database);
        // On H2 another node can create a thing between a statement's looking and its creating. What it has begun to
        // create takes its name before it can be seen.
        for (int tried = 1; !missing(database, List.of()).isEmpty(); tried++) {
            try {
                database.write("apply the schema", session -> {
                    try (SqlDialect.SchemaLock taken = database.dialect().lockSchema(session)) {
                        for (String statement : statements) {
                            session.update(statement);
                        }
                    }
                    return true;
                });
                LOG.info("Applied {}", location(database));
                // A table of that name that is not ours is not mended. On H2 another node adds a column by making the
                // table anew, which then lacks its constraints for a moment.
                check(database);
                return;
            } catch (StoreException e) {
                if (tried == MAX_TRIES) {
                    throw e;
                }
                Database.pause("apply the schema", tried);
            }
        }
    }

    /**
     * Returns the statements without those that create an index which a later one drops: what one node drops, another
     * would create again, and each would find the schema incomplete in turn.
     */
    private static List<String> withoutDetours(List<String> statements) {
        Deque<String> direct = new ArrayDeque<>();
        Set<String> dropped = new HashSet<>();
        for (int i = statements.size() - 1; i >= 0; i--) {
            Matcher index = INDEX.matcher(statements.get(i));
            String name = index.matches() ? index.group(2) : "";
            boolean drops = index.matches() && index.group(1).equals("drop");
            if (drops) {
                dropped.add(name);
            }
            if (drops || !dropped.contains(name)) {
                direct.addFirst(statements.get(i));
            }
        }
        return List.copyOf(direct);
    }

    private static List<String> statements(String file) {
        List<String> statements = new ArrayList<>();
        for (String statement : END.split(file.replaceAll("(?m)^\\s*--.*$", ""), -1)) {
            if (!statement.isBlank()) {
                statements.add(statement.strip());
            }
        }
        return statements;
    }

    /**
     * Returns what the snapshot has and the database has not. A missing table is named without its columns, and only if
     * it is one of the needed ones; none means all.
     */
    private static List<String> missing(Database database, List<String> needed) {
        Set<String> present = database.read(
                "read which tables there are",
                session -> session.query(database.dialect().present(), row -> {
                    Set<String> names = new HashSet<>();
                    while (row.next()) {
                        // H2 writes names in capitals unless its URL says otherwise.
                        names.add(row.text() + " " + row.text().toLowerCase(Locale.ROOT));
                    }
                    return names;
                }));
        List<String> missing = new ArrayList<>();
        String table = "";
        boolean isThere = true;
        for (String line : file(database, SNAPSHOT).lines().toList()) {
            Matcher begins = TABLE.matcher(line);
            Matcher names = PART.matcher(line);
            if (begins.matches()) {
                table = begins.group(1);
                String prefix = "column " + table + ".";
                isThere = present.stream().anyMatch(name -> name.startsWith(prefix));
                if (!isThere && (needed.isEmpty() || needed.contains(table))) {
                    missing.add("table " + table);
                }
            } else if (isThere && names.matches()) {
                String part = names.group(2) == null
                        ? "column " + table + "." + names.group(3)
                        : names.group(1) + " " + names.group(2);
                if (!present.contains(part)) {
                    missing.add(part);
                }
            }
        }
        return missing;
    }

    private static String location(Database database) {
        return "dev/latchkey/adapter/jdbc/" + database.dialect().folder();
    }

    private static String file(Database database, String name) {
        String path = database.dialect().folder() + name;
        try (InputStream in = JdbcSchema.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new StoreException("The jar lacks " + path, null);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Could not read " + path, e);
        }
    }
}
