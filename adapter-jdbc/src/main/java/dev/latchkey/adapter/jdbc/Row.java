package dev.latchkey.adapter.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the columns of a row from left to right. Used by one thread. */
final class Row {
    private final ResultSet rows;
    private final SqlDialect dialect;
    private int column;
    private boolean ended;

    Row(ResultSet rows, SqlDialect dialect) {
        this.rows = rows;
        this.dialect = dialect;
    }

    boolean next() throws SQLException {
        column = 0;
        ended = !rows.next();
        return !ended;
    }

    /** Whether there was no next row. */
    boolean ended() {
        return ended;
    }

    /** Goes on behind so many columns. */
    Row skipTo(int columns) {
        column = columns;
        return this;
    }

    String text() throws SQLException {
        return Objects.requireNonNull(rows.getString(++column));
    }

    @Nullable String textOrNull() throws SQLException {
        return rows.getString(++column);
    }

    byte @Nullable [] bytesOrNull() throws SQLException {
        return rows.getBytes(++column);
    }

    UUID uuid() throws SQLException {
        return Objects.requireNonNull(uuidOrNull());
    }

    @Nullable UUID uuidOrNull() throws SQLException {
        return dialect.uuid(rows, ++column);
    }

    Instant instant() throws SQLException {
        return Objects.requireNonNull(instantOrNull());
    }

    @Nullable Instant instantOrNull() throws SQLException {
        return dialect.instant(rows, ++column);
    }

    @Nullable LocalDate dateOrNull() throws SQLException {
        return rows.getObject(++column, LocalDate.class);
    }

    long number() throws SQLException {
        return rows.getLong(++column);
    }

    boolean flag() throws SQLException {
        return rows.getBoolean(++column);
    }

    @Nullable Integer intOrNull() throws SQLException {
        int value = rows.getInt(++column);
        return rows.wasNull() ? null : (Integer) value;
    }
}
