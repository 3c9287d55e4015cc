package dev.latchkey.adapter.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Statements on the connection of a Jdbi handle. They do not go through Jdbi's fluent statements because a host's Jdbi
 * may rewrite SQL or log what is bound, hashes among it, and because every authentication passes here. Used by one
 * thread.
 */
final class Session {
    private final Connection connection;
    private final SqlDialect dialect;
    private boolean undone;

    Session(Connection connection, SqlDialect dialect) {
        this.connection = connection;
        this.dialect = dialect;
    }

    /** What reads a whole result. */
    interface Reader<T> {
        T read(Row row) throws SQLException;
    }

    Connection connection() {
        return connection;
    }

    SqlDialect dialect() {
        return dialect;
    }

    /** Returns a statement with a parameter for each of the keys in the place of each {@code %s}. */
    static String listed(String sql, List<UUID> ids) {
        return sql.formatted(String.join(", ", Collections.nCopies(ids.size(), "?")));
    }

    /** Returns how many rows were written. */
    int update(String sql, @Nullable Object... arguments) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(dialect.statement(sql))) {
            bind(statement, arguments);
            return statement.executeUpdate();
        }
    }

    /** Runs a statement with each of the argument lists. */
    void batch(String sql, List<@Nullable Object[]> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(dialect.statement(sql))) {
            executeBatch(statement, rows);
        }
    }

    /** Runs a statement with each of the argument lists, and returns how many rows each wrote. */
    int[] countedBatch(String sql, List<@Nullable Object[]> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(dialect.statement(sql))) {
            if (dialect.countsBatches()) {
                return executeBatch(statement, rows);
            }
            int[] written = new int[rows.size()];
            for (int i = 0; i < written.length; i++) {
                bind(statement, rows.get(i));
                written[i] = statement.executeUpdate();
            }
            return written;
        }
    }

    private int[] executeBatch(PreparedStatement statement, List<@Nullable Object[]> rows) throws SQLException {
        for (@Nullable Object[] row : rows) {
            bind(statement, row);
            statement.addBatch();
        }
        return statement.executeBatch();
    }

    <T> T query(String sql, Reader<T> reader, @Nullable Object... arguments) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(dialect.statement(sql))) {
            bind(statement, arguments);
            try (ResultSet rows = statement.executeQuery()) {
                return reader.read(new Row(rows, dialect));
            }
        }
    }

    /** Ends the work with a result, and with nothing written. */
    <T> T undo(T result) {
        undone = true;
        return result;
    }

    boolean undone() {
        return undone;
    }

    private void bind(PreparedStatement statement, @Nullable Object... arguments) throws SQLException {
        for (int i = 0; i < arguments.length; i++) {
            Object argument = arguments[i];
            statement.setObject(i + 1, argument == null ? null : dialect.bound(argument));
        }
    }
}
