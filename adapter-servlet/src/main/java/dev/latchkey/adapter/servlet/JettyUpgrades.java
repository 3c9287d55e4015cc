package dev.latchkey.adapter.servlet;

import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The place of Jetty's filter that answers WebSocket handshakes. It puts itself in front of every filter that is there
 * when it is added, so a handshake would be answered before anyone asked for a key. Here it is put behind Latchkey's
 * filter. No other container has such a filter: on those nothing is done. By reflection, because Jetty's classes are in
 * most applications not on the class path.
 */
final class JettyUpgrades {
    private static final String UPGRADES = "WebSocketUpgradeFilter";

    private JettyUpgrades() {}

    /**
     * Puts Jetty's filter behind another one. Called when that one is initialized, which is after everything that
     * configures WebSocket while the application starts.
     *
     * @throws ServletException when it cannot be put there: an application that would answer handshakes without a key
     *     does not start
     */
    static void putBehind(FilterConfig filter) throws ServletException {
        Class<?> handlers = contextHandler(filter.getServletContext().getClass());
        if (handlers == null) {
            return;
        }
        try {
            Object context = handlers.getMethod("getServletContextHandler", ServletContext.class)
                    .invoke(null, filter.getServletContext());
            Object handler = handlers.getMethod("getServletHandler").invoke(context);
            Object mappings = handler.getClass().getMethod("getFilterMappings").invoke(handler);
            List<Object> ordered = ordered(mappings, filter.getFilterName());
            Object array = Array.newInstance(mappings.getClass().getComponentType(), ordered.size());
            for (int i = 0; i < ordered.size(); i++) {
                Array.set(array, i, ordered.get(i));
            }
            handler.getClass()
                    .getMethod("setFilterMappings", mappings.getClass())
                    .invoke(handler, array);
        } catch (ReflectiveOperationException e) {
            throw new ServletException(
                    "Jetty's filters cannot be put in order: configure WebSocket before Latchkey", e);
        }
    }

    private static List<Object> ordered(Object mappings, String filter) throws ReflectiveOperationException {
        List<Object> front = new ArrayList<>();
        List<Object> upgrades = new ArrayList<>();
        List<Object> behind = new ArrayList<>();
        boolean passed = false;
        for (int i = 0; i < Array.getLength(mappings); i++) {
            Object mapping = Array.get(mappings, i);
            String name = (String) mapping.getClass().getMethod("getFilterName").invoke(mapping);
            boolean early = !passed && name.endsWith(UPGRADES);
            (early ? upgrades : passed ? behind : front).add(mapping);
            passed |= name.equals(filter);
        }
        front.addAll(upgrades);
        front.addAll(behind);
        return front;
    }

    /** Returns the class of Jetty to which a servlet context belongs; null in another container. */
    private static @Nullable Class<?> contextHandler(Class<?> type) {
        for (Class<?> one = type; one != null; one = one.getSuperclass()) {
            Class<?> outer = one.getEnclosingClass();
            if (outer != null
                    && outer.getName().startsWith("org.eclipse.jetty.")
                    && outer.getSimpleName().equals("ServletContextHandler")) {
                return outer;
            }
        }
        return null;
    }
}
