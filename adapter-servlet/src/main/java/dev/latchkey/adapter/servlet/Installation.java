package dev.latchkey.adapter.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Puts a configuration into a container.
 *
 * @param web the configuration
 * @param mounts the base paths of its endpoints
 */
record Installation(LatchkeyWeb web, List<String> mounts) {
    private static final String NAME = "latchkey";

    void into(ServletContext context) {
        addFilter(context);
        if (!mounts.isEmpty()) {
            addEndpoints(context);
        }
        context.setAttribute(LatchkeyWeb.ATTRIBUTE, web);
    }

    private void addFilter(ServletContext context) {
        FilterRegistration.Dynamic filter = context.addFilter(NAME, new LatchkeyFilter(web));
        if (filter == null) {
            throw new IllegalStateException("there is a filter already: " + NAME);
        }
        filter.setAsyncSupported(true);
        filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC), false, "/*");
    }

    private void addEndpoints(ServletContext context) {
        ServletRegistration.Dynamic servlet = context.addServlet(NAME, new ApiKeysServlet(web));
        if (servlet == null) {
            throw new IllegalStateException("there is a servlet already: " + NAME);
        }
        String[] patterns = mounts.stream().map(base -> base + "/*").toArray(String[]::new);
        Set<String> taken = servlet.addMapping(patterns);
        if (!taken.isEmpty()) {
            throw new IllegalStateException("another servlet is there already: " + taken);
        }
    }
}
