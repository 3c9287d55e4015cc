package dev.latchkey.adapter.servlet;

import dev.latchkey.http.LatchkeyWeb;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The last check before a servlet: refuses a request whose method or path is not the one that {@link LatchkeyFilter}
 * has let in, because a filter between the two has replaced it. Requests that the filter did not see pass. Safe for use
 * by several threads.
 *
 * <p>It belongs behind every filter that rewrites methods or paths, or forwards. {@link LatchkeyServlets#install} puts
 * it behind the filters that are declared at that time. In a {@code web.xml} map it last, to {@code /*} for
 * {@code REQUEST} and {@code FORWARD} dispatches, and let it support async. It finds its configuration as the filter
 * does. A forward that a servlet makes is the host's own, and passes.
 */
public final class LatchkeyLastCheckFilter implements Filter {
    private @Nullable LatchkeyWeb configured;

    /** Creates a filter for a container, which calls {@link #init}. */
    public LatchkeyLastCheckFilter() {}

    /**
     * Makes the check of a configuration, for frameworks that register filters themselves.
     *
     * @param web the configuration of the filter in front
     */
    public LatchkeyLastCheckFilter(LatchkeyWeb web) {
        this.configured = web;
    }

    @Override
    public void init(FilterConfig config) throws ServletException {
        if (configured == null) {
            configured = ConfigurationLookup.find(
                    config.getServletContext(), config.getInitParameterNames(), config::getInitParameter);
        }
    }

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
            throws IOException, ServletException {
        LatchkeyWeb web = configured;
        if (web == null
                || !(servletRequest instanceof HttpServletRequest request)
                || !(servletResponse instanceof HttpServletResponse response)) {
            throw new ServletException("the filter is not initialized, or this is not HTTP");
        }
        Admitted admitted = Admitted.of(request, web);
        boolean later = request.getDispatcherType() != DispatcherType.REQUEST && Admitted.hasPassed(request);
        if (admitted != null && !later) {
            if (!admitted.admission().covers(ServletRequestHead.seen(request))) {
                ResponseSender.send(request, response, web.refuseRoute(admitted.admission()));
                return;
            }
            Admitted.pass(request);
        }
        chain.doFilter(request, response);
    }
}
