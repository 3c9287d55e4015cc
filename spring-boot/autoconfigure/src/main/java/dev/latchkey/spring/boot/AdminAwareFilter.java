package dev.latchkey.spring.boot;

import dev.latchkey.adapter.servlet.Callers;
import dev.latchkey.adapter.servlet.LatchkeyFilter;
import dev.latchkey.adapter.servlet.LatchkeyServlet;
import dev.latchkey.http.Admission;
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
import java.nio.charset.StandardCharsets;
import org.springframework.web.util.UriUtils;

/**
 * Latchkey's deciding filter in an application that has endpoints that manage keys. A request to them goes on as it
 * came: what authenticates an operator, and the endpoints themselves, are behind the filter and read the credential.
 * A path that is not spelled as the endpoints are mapped is 400. What another servlet would serve below their path,
 * such as an endpoint of the actuator on a port of its own, is refused.
 */
final class AdminAwareFilter implements Filter {
    /** The name of the servlet of the endpoints. */
    static final String SERVLET = "latchkey admin";

    private final LatchkeyFilter filter;
    private final LatchkeyServlet refusing;
    private final String adminRoute;

    AdminAwareFilter(LatchkeyWeb web, String adminRoute) {
        this.filter = new LatchkeyFilter(web);
        // The guard has no endpoint below that path, and its servlet refuses what is none.
        this.refusing = new LatchkeyServlet(web);
        this.adminRoute = adminRoute;
    }

    @Override
    public void init(FilterConfig config) throws ServletException {
        filter.init(config);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        filter.doFilter(request, response, (admitted, answer) -> {
            if (request.getDispatcherType() == DispatcherType.ERROR || !isForAdmin(admitted)) {
                chain.doFilter(admitted, answer);
            } else if (!isForServlet((HttpServletRequest) request)) {
                refusing.service(request, answer);
            } else if (isSpelledAsMapped((HttpServletRequest) request)) {
                chain.doFilter(request, answer);
            } else {
                ((HttpServletResponse) answer).setStatus(HttpServletResponse.SC_BAD_REQUEST);
            }
        });
    }

    private static boolean isForServlet(HttpServletRequest request) {
        return SERVLET.equals(request.getHttpServletMapping().getServletName());
    }

    /** Spring's path patterns treat the path of a servlet as a context, and fail if it is sent in another spelling. */
    private static boolean isSpelledAsMapped(HttpServletRequest request) {
        String mapped =
                request.getContextPath() + UriUtils.encodePath(request.getServletPath(), StandardCharsets.UTF_8);
        String sent = request.getRequestURI();
        return sent.equals(mapped) || sent.startsWith(mapped + "/");
    }

    private boolean isForAdmin(ServletRequest request) {
        return Callers.admission(request)
                .map(Admission::route)
                .filter(adminRoute::equals)
                .isPresent();
    }
}
