package dev.latchkey.adapter.jdbc;

import dev.latchkey.support.BoundDataSource;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * A database that ends transactions as it does after a deadlock: a statement fails, and what the transaction had
 * written before is undone. Used by one thread.
 */
final class FailingDataSource {
    private final DataSource database;
    private final List<List<String>> connections = new ArrayList<>();
    private SQLException failure = new SQLException("unused");
    private int position;
    private int failures;

    FailingDataSource(DataSource database) {
        this.database = database;
    }

    /** Has the statement at a position fail, counted from 1, on each of the next so many connections. */
    void fail(SQLException with, int at, int times) {
        connections.clear();
        failure = with;
        position = at;
        failures = times;
    }

    /** Returns the statements that were executed since then on each connection, the failing one last. */
    List<List<String>> connections() {
        return connections;
    }

    DataSource proxy() {
        return (DataSource) BoundDataSource.proxy(DataSource.class, database, "getConnection", () -> {
            List<String> executed = new ArrayList<>();
            connections.add(executed);
            return connection(database.getConnection(), executed);
        });
    }

    private Connection connection(Connection connection, List<String> executed) {
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                    Object result = invoke(connection, method, arguments);
                    return method.getName().equals("prepareStatement")
                            ? statement(connection, (PreparedStatement) result, (String) arguments[0], executed)
                            : result;
                });
    }

    private PreparedStatement statement(
            Connection connection, PreparedStatement statement, String sql, List<String> executed) {
        return (PreparedStatement) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {PreparedStatement.class}, (self, method, arguments) -> {
                    if (method.getName().startsWith("execute")) {
                        executed.add(sql);
                        if (failures >= connections.size() && executed.size() == position) {
                            fail(connection, method);
                        }
                    }
                    return invoke(statement, method, arguments);
                });
    }

    private void fail(Connection connection, Method method) throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
        }
        throw method.getName().equals("executeBatch")
                ? new BatchUpdateException(
                        failure.getMessage(), failure.getSQLState(), failure.getErrorCode(), new int[0], failure)
                : failure;
    }

    private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
