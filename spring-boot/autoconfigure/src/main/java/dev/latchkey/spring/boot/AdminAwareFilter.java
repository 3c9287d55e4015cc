package dev.latchkey.spring.boot;

import dev.latchkey.adapter.servlet.Callers;
import dev.latchkey.adapter.servlet.LatchkeyFilter;
import dev.latchkey.http.Admission;
import dev.latchkey.http.LatchkeyWeb;
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
 * A path that is not spelled as the endpoints are mapped is 400.
 */
final class AdminAwareFilter implements Filter {
    private final LatchkeyFilter filter;
    private final String adminRoute;

    AdminAwareFilter(LatchkeyWeb web, String adminRoute) {
        this.filter = new LatchkeyFilter(web);
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
            if (!isForAdmin(admitted)) {
                chain.doFilter(admitted, answer);
            } else if (isSpelledAsMapped((HttpServletRequest) request)) {
                chain.doFilter(request, answer);
            } else {
                ((HttpServletResponse) answer).setStatus(HttpServletResponse.SC_BAD_REQUEST);
            }
        });
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
