package dev.latchkey.adapter.servlet;

import dev.latchkey.core.InvalidValueException;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts a configuration into a container.
 *
 * @param web the configuration
 * @param mounts the base paths of its endpoints
 * @param openApi the path of its document; null when it is not served
 * @param part the URL pattern of what it guards
 */
record Installation(
        LatchkeyWeb web, List<String> mounts, @Nullable String openApi, String part) {
    static final String EVERYTHING = "/*";

    private static final String NAME = "latchkey";

    Installation {
        boolean pattern = part.endsWith(EVERYTHING);
        String path = pattern ? part.substring(0, part.length() - EVERYTHING.length()) : part;
        if (!pattern || (!path.isEmpty() && !PathPattern.of(path).isLiteral())) {
            throw new InvalidValueException("part", "must be a literal path followed by /*");
        }
        if (!Stream.concat(mounts.stream(), Stream.ofNullable(openApi))
                .allMatch(base -> (base + "/").startsWith(path + "/"))) {
            throw new InvalidValueException("part", "must have all of the endpoints");
        }
    }

    void into(ServletContext context) {
        addFilter(context);
        if (!mounts.isEmpty()) {
            String[] patterns = mounts.stream().map(base -> base + "/*").toArray(String[]::new);
            addServlet(context, name(), new ApiKeysServlet(web), patterns);
        }
        if (openApi != null) {
            addServlet(context, name() + " document", new OpenApiServlet(web), openApi);
        }
    }

    /** One configuration of everything has the plain name, so that others can be put before and behind it. */
    private String name() {
        return part.equals(EVERYTHING) ? NAME : NAME + " " + part;
    }

    private void addFilter(ServletContext context) {
        FilterRegistration.Dynamic filter = context.addFilter(name(), new LatchkeyFilter(web));
        if (filter == null) {
            throw new IllegalStateException("there is a filter already: " + name());
        }
        filter.setAsyncSupported(true);
        filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC), false, part);
    }

    private static void addServlet(ServletContext context, String name, Servlet servlet, String... patterns) {
        ServletRegistration.Dynamic registration = context.addServlet(name, servlet);
        if (registration == null) {
            throw new IllegalStateException("there is a servlet already: " + name);
        }
        // Only for the rest of a body that is discarded after the answer.
        registration.setAsyncSupported(true);
        Set<String> taken = registration.addMapping(patterns);
        if (!taken.isEmpty()) {
            throw new IllegalStateException("another servlet is there already: " + taken);
        }
    }
}
