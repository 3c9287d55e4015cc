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
import java.io.IOException;

/**
 * Latchkey's deciding filter in an application that has endpoints that manage keys. A request to them goes on as it
 * came: what authenticates an operator, and the endpoints themselves, are behind the filter and read the credential.
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
        filter.doFilter(
                request,
                response,
                (admitted, answer) -> chain.doFilter(isForAdmin(admitted) ? request : admitted, answer));
    }

    private boolean isForAdmin(ServletRequest request) {
        return Callers.admission(request)
                .map(Admission::route)
                .filter(adminRoute::equals)
                .isPresent();
    }
}
