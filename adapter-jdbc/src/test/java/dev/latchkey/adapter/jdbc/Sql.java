package dev.latchkey.adapter.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/** SQL by hand, as H2 and PostgreSQL understand it. MariaDB and MySQL get it in their words. */
final class Sql {
    /** What MariaDB and MySQL call what the standard has under another state. */
    private static final Map<Integer, String> STATES =
            Map.of(1062, "23505", 1142, "42501", 1451, "23503", 1452, "23503", 4025, "23514", 3819, "23514");

    private static final Pattern END = Pattern.compile(";$", Pattern.MULTILINE);

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
            for (String each : translated(connection, sql)) {
                statement.execute(each);
            }
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    /** Returns the statements in the words of the database. MariaDB and MySQL take one at a time. */
    private static List<String> translated(Connection connection, String sql) throws SQLException {
        if (!connection.getMetaData().getDatabaseProductName().matches("MariaDB|MySQL")) {
            return List.of(sql);
        }
        String translated = sql.replaceAll("timestamp (?:with time zone )?'([^']+)\\+00'", "timestamp '$1'")
                .replaceAll("cast\\(([^ ]+) as uuid\\)", "$1")
                .replace("timestamp with time zone", "datetime(3)")
                .replace("as varchar)", "as char)")
                .replaceAll("alter column \\w+ restart with", "auto_increment =");
        return END.splitAsStream(translated.replaceAll("(?m)^\\s*--.*$", ""))
                .filter(each -> !each.isBlank())
                .toList();
    }

    /** The rows, the columns of each joined by a bar. */
    static List<String> query(DataSource database, String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(translated(connection, sql).get(0))) {
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

    /** How the database refuses a statement: the SQL state that the standard has for it. */
    static String refusal(DataSource database, String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            return STATES.getOrDefault(e.getErrorCode(), e.getSQLState());
        }
        throw new AssertionError("was not refused: " + sql);
    }
}
