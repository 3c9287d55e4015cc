package dev.latchkey.adapter.jdbc;

import dev.latchkey.ports.ChangeLog;
import dev.latchkey.ports.StoreException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The changes in H2, PostgreSQL, MariaDB or MySQL, by the numbers of the events in {@code latchkey_audit}: for a feed
 * that asks, which needs nothing of the connection that a pool or a proxy does not have. PostgreSQL has a faster one,
 * {@link PostgresChangeFeed}. Old events may be deleted. Immutable, safe for use by several threads.
 */
public final class JdbcChangeLog implements ChangeLog {
    private static final String HIGHEST = "select coalesce(max(number), 0) from latchkey_audit";
    private static final String FROM =
            "select number, key_id from latchkey_audit where number >= ? order by number fetch first ? rows only";
    private static final String AMONG = "select number, key_id from latchkey_audit where number in (%s)";

    private final Database database;

    private JdbcChangeLog(Database database) {
        JdbcSchema.check(database, "latchkey_audit", "latchkey_audit_number_seq");
        JdbcSchema.checkNumbers(database);
        this.database = database;
    }

    /**
     * Returns the log on the host's connections. The driver tells which database it is.
     *
     * @param dataSource connections to where the store reads, best the pool itself
     * @return the log
     * @throws StoreException as for {@link JdbcKeyStore#on(DataSource)}
     */
    public static JdbcChangeLog on(DataSource dataSource) {
        return new JdbcChangeLog(Database.of(dataSource));
    }

    /**
     * Returns the log on the host's Jdbi. The driver tells which database it is.
     *
     * @param jdbi the host's Jdbi
     * @return the log
     * @throws StoreException as for {@link JdbcKeyStore#on(DataSource)}
     */
    public static JdbcChangeLog on(Jdbi jdbi) {
        return new JdbcChangeLog(Database.of(jdbi));
    }

    /**
     * Returns the log on the host's Jdbi, for drivers that give another name than the database's own.
     *
     * @param jdbi the host's Jdbi
     * @param kind the database
     * @return the log
     * @throws StoreException as for {@link JdbcKeyStore#on(DataSource)}
     */
    public static JdbcChangeLog on(Jdbi jdbi, JdbcDatabase kind) {
        return new JdbcChangeLog(Database.of(jdbi, kind));
    }

    @Override
    public long highest() {
        return database.read(
                "read where the changes end",
                session -> session.query(HIGHEST, row -> {
                    row.next();
                    return row.number();
                }));
    }

    @Override
    public List<Change> from(long number, int limit) {
        return database.read("read changes from number " + number, session -> {
            // The pool may lead to another server than before: a standby, or one whose numbers begin again.
            String hidden = database.dialect().hiddenChanges(session);
            if (!hidden.isEmpty()) {
                throw new StoreException(hidden, null);
            }
            return session.query(FROM, JdbcChangeLog::changes, number, limit);
        });
    }

    @Override
    public List<Change> among(Collection<Long> numbers) {
        if (numbers.isEmpty()) {
            return List.of();
        }
        String sql = AMONG.formatted(String.join(", ", Collections.nCopies(numbers.size(), "?")));
        @Nullable Object[] arguments = numbers.toArray();
        return database.read(
                "read " + numbers.size() + " changes",
                session -> session.query(sql, JdbcChangeLog::changes, arguments));
    }

    private static List<Change> changes(Row row) throws SQLException {
        List<Change> changes = new ArrayList<>();
        while (row.next()) {
            changes.add(new Change(row.number(), row.uuid()));
        }
        return changes;
    }
}
