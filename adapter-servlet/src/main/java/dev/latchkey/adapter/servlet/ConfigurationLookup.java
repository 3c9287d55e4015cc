package dev.latchkey.adapter.servlet;

import dev.latchkey.http.LatchkeyWeb;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Finds the configuration of a filter or servlet that the container has made. */
final class ConfigurationLookup {
    private static final String FACTORY = "factory";

    private ConfigurationLookup() {}

    /**
     * Containers initialize one filter or servlet after the other, so the first makes the configuration and the others
     * find it.
     */
    static LatchkeyWeb find(ServletContext context, Enumeration<String> names, UnaryOperator<String> value)
            throws ServletException {
        if (context.getAttribute(LatchkeyServlets.ATTRIBUTE) instanceof LatchkeyWeb web) {
            return web;
        }
        Map<String, String> initParams = new HashMap<>();
        Collections.list(names).forEach(name -> initParams.put(name, value.apply(name)));
        String className = initParams.get(FACTORY);
        if (className == null) {
            throw new ServletException("Latchkey is not configured: set the servlet context attribute "
                    + LatchkeyServlets.ATTRIBUTE + " or the init-param " + FACTORY);
        }
        LatchkeyWeb made = factory(className, context.getClassLoader()).create(context, Map.copyOf(initParams));
        made.checkPlace(context.getContextPath(), "");
        context.setAttribute(LatchkeyServlets.ATTRIBUTE, made);
        return made;
    }

    private static LatchkeyWebFactory factory(String className, ClassLoader loader) throws ServletException {
        try {
            return Class.forName(className, true, loader)
                    .asSubclass(LatchkeyWebFactory.class)
                    .getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new ServletException(
                    className
                            + " cannot be used: it must be a LatchkeyWebFactory with a public constructor "
                            + "without parameters",
                    e);
        }
    }
}
