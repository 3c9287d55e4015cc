package dev.latchkey.adapter.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** SQL by hand. */
final class Sql {
    private Sql() {}

    static void execute(DataSource database, String sql) {
        try (Connection connection = database.getConnection()) {
            execute(connection, sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    static void execute(Connection connection, String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    /** The rows, the columns of each joined by a bar. */
    static List<String> query(DataSource database, String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> result = new ArrayList<>();
            while (rows.next()) {
                List<String> columns = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    columns.add(rows.getString(i));
                }
                result.add(String.join("|", columns));
            }
            return result;
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    /** How the database refuses a statement: its SQL state. */
    static String refusal(DataSource database, String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            return e.getSQLState();
        }
        throw new AssertionError("was not refused: " + sql);
    }
}
