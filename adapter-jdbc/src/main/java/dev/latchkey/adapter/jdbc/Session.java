package dev.latchkey.adapter.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Statements on the connection of a Jdbi handle. They do not go through Jdbi's fluent statements because a host's Jdbi
 * may rewrite SQL or log what is bound, hashes among it, and because every authentication passes here. Used by one
 * thread.
 */
final class Session {
    private final Connection connection;
    private boolean undone;

    Session(Connection connection) {
        this.connection = connection;
    }

    /** What reads a whole result. */
    interface Reader<T> {
        T read(Row row) throws SQLException;
    }

    Connection connection() {
        return connection;
    }

    /** Returns how many rows were written. */
    int update(String sql, @Nullable Object... arguments) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, arguments);
            return statement.executeUpdate();
        }
    }

    /** Returns how many rows each of the argument lists wrote. */
    int[] batch(String sql, List<@Nullable Object[]> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (@Nullable Object[] row : rows) {
                bind(statement, row);
                statement.addBatch();
            }
            return statement.executeBatch();
        }
    }

    <T> T query(String sql, Reader<T> reader, @Nullable Object... arguments) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, arguments);
            try (ResultSet rows = statement.executeQuery()) {
                return reader.read(new Row(rows));
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

    private static void bind(PreparedStatement statement, @Nullable Object... arguments) throws SQLException {
        for (int i = 0; i < arguments.length; i++) {
            Object argument = arguments[i];
            // With an offset of its own, so that neither the JVM's zone nor the session's is asked.
            statement.setObject(i + 1, argument instanceof Instant at ? at.atOffset(ZoneOffset.UTC) : argument);
        }
    }
}
