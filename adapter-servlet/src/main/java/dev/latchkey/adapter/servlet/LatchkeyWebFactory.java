package dev.latchkey.adapter.servlet;

import dev.latchkey.http.LatchkeyWeb;
import jakarta.servlet.ServletContext;
import java.util.Map;

/**
 * Makes the configuration for a {@code web.xml} that names this class in the init-param {@code factory} of the filter.
 * Implementations have a public constructor without parameters. A host that must close something at the end does so in
 * a {@code ServletContextListener}, or makes the configuration there and leaves it in
 * {@link LatchkeyServlets#ATTRIBUTE}.
 */
@FunctionalInterface
public interface LatchkeyWebFactory {
    /**
     * Makes the configuration, once for each web application.
     *
     * @param context the web application
     * @param initParams all init-params of the filter or servlet that is initialized first
     * @return the configuration
     * @throws RuntimeException when it cannot be made: the web application then does not start
     */
    LatchkeyWeb create(ServletContext context, Map<String, String> initParams);
}
