package dev.latchkey.adapter.servlet;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.h2.jdbcx.JdbcConnectionPool;

/** The application of {@link RedeployedStore} without Latchkey: what stays of this one stays by other means. */
public final class RedeployedPool implements ServletContextListener, Supplier<String> {
    private JdbcConnectionPool pool;

    /** For the test, by reflection. */
    public RedeployedPool() {}

    @Override
    public String get() {
        return "none";
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
        pool = JdbcConnectionPool.create(RedeployedStoreTest.URL, "", "");
        try (Connection connection = pool.getConnection()) {
            connection.getMetaData();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        pool.dispose();
    }
}
