package dev.latchkey.adapter.servlet;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.spi.RequestPath;
import dev.latchkey.http.spi.Response;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts a {@link LatchkeyWeb} into a servlet container.
 *
 * <pre>{@code
 * LatchkeyServlets.install(web, servletContext);
 * }</pre>
 */
public final class LatchkeyServlets {
    /**
     * The attribute of the servlet context in which the filters and the servlet of a {@code web.xml} find their
     * configuration.
     */
    public static final String ATTRIBUTE = LatchkeyWeb.class.getName();

    private static final String EVERYTHING = "/*";
    private static final String NAME = "latchkey";

    private LatchkeyServlets() {}

    /**
     * Puts the filter in front of everything in a web application, the last check in front of the servlets, and the
     * endpoints where they are mounted. To be called while the application starts, in a {@code ServletContextListener}
     * for example. The filter comes before all that a {@code web.xml} declares. The host adds filters that must come
     * earlier still, such as one for CORS, before this call, also with {@code isMatchAfter} false. It adds filters that
     * rewrite requests before this call too, so that the last check comes behind them.
     *
     * @param web the configuration
     * @param context the web application
     * @throws InvalidValueException when a rule begins with the context path, which rules do not see
     * @throws IllegalStateException when it has started already, or the names or paths are taken
     */
    public static void install(LatchkeyWeb web, ServletContext context) {
        web.checkPlace(context.getContextPath(), "");
        install(web, context, NAME, null);
        context.setAttribute(ATTRIBUTE, web);
    }

    /**
     * Guards a part of a web application, so that several configurations can guard a part each:
     * {@code install(a, context, "/v1/*")} and {@code install(b, context, "/b/*")}. What lies outside of every part is
     * not guarded. A path that two readers might take for different ones is refused wherever it seems to lie.
     *
     * @param web the configuration
     * @param context the web application
     * @param part a literal path followed by {@code /*}, under which all of the endpoints are mounted
     * @throws InvalidValueException when it is malformed, an endpoint or a rule lies outside, or a rule begins with the
     *     context path
     * @throws IllegalStateException when it has started already, or the names or paths are taken
     */
    public static void install(LatchkeyWeb web, ServletContext context, String part) {
        if (!part.endsWith(EVERYTHING)) {
            throw malformed();
        }
        String path = part.substring(0, part.length() - EVERYTHING.length());
        if (!paths(web).allMatch(served -> (served + "/").startsWith(path + "/"))) {
            throw new InvalidValueException("part", "must contain the paths of all endpoints");
        }
        RequestPath within = path.isEmpty() ? null : literal(path);
        web.checkPlace(context.getContextPath(), path);
        install(web, context, within == null ? NAME : NAME + " " + part, within);
    }

    /**
     * Answers as the filter would. For hosts that decide some things themselves behind it and want one style of errors:
     * 401 or 403, with the fields that belong to it. What the host has written into the response is dropped, and its
     * headers stay. The response must not be committed yet.
     *
     * @param web the configuration
     * @param request the request that is refused
     * @param response its response
     * @param refusal the reason, for example {@link Refusal#PERMISSION}
     * @throws IOException when the client is gone
     * @throws IllegalStateException when the response is committed
     */
    public static void refuse(
            LatchkeyWeb web, HttpServletRequest request, HttpServletResponse response, Refusal refusal)
            throws IOException {
        Admitted admitted = Admitted.of(request, web);
        Response answer = admitted == null
                ? web.refuse(ServletRequestHead.seen(request), refusal)
                : web.refuse(admitted.admission(), refusal);
        response.resetBuffer();
        ResponseSender.send(request, response, answer);
    }

    private static void install(LatchkeyWeb web, ServletContext context, String name, @Nullable RequestPath part) {
        // A part's filter too sees every request: containers disagree about which paths lie below a pattern.
        EnumSet<DispatcherType> dispatches = EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC);
        if (web.hidesCredential()) {
            // The container gives error pages its own request.
            dispatches.add(DispatcherType.ERROR);
        }
        add(context, name, new LatchkeyFilter(web, part), false, dispatches);
        add(
                context,
                name + " last check",
                new LatchkeyLastCheckFilter(web),
                true,
                EnumSet.of(DispatcherType.REQUEST, DispatcherType.FORWARD));
        String[] patterns = Stream.concat(
                        web.basePaths().stream().map(base -> base + EVERYTHING), web.documentPath().stream())
                .toArray(String[]::new);
        if (patterns.length > 0) {
            addServlet(web, context, name, patterns);
        }
    }

    private static void add(
            ServletContext context, String name, Filter filter, boolean last, EnumSet<DispatcherType> dispatches) {
        FilterRegistration.Dynamic registration = context.addFilter(name, filter);
        if (registration == null) {
            throw new IllegalStateException("a filter of this name exists already: " + name);
        }
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(dispatches, last, EVERYTHING);
    }

    private static void addServlet(LatchkeyWeb web, ServletContext context, String name, String... patterns) {
        ServletRegistration.Dynamic registration = context.addServlet(name, new LatchkeyServlet(web));
        if (registration == null) {
            throw new IllegalStateException("a servlet of this name exists already: " + name);
        }
        // Only for the rest of a body that is discarded after the answer.
        registration.setAsyncSupported(true);
        Set<String> taken = registration.addMapping(patterns);
        if (!taken.isEmpty()) {
            throw new IllegalStateException("another servlet has this path: " + taken);
        }
    }

    private static Stream<String> paths(LatchkeyWeb web) {
        return Stream.concat(web.basePaths().stream(), web.documentPath().stream());
    }

    private static RequestPath literal(String path) {
        boolean literal = path.chars().noneMatch(c -> "{}*".indexOf(c) >= 0) && !path.endsWith("/");
        return RequestPath.ofDecoded(path).filter(segments -> literal).orElseThrow(LatchkeyServlets::malformed);
    }

    private static InvalidValueException malformed() {
        return new InvalidValueException("part", "must be a literal path followed by /*");
    }
}
