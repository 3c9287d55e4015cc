package dev.latchkey.examples.springboot;

import dev.latchkey.adapter.servlet.Callers;
import dev.latchkey.core.access.Caller;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.GenericFilterBean;

/**
 * Tells Spring Security who calls, in every dispatch of a request: the caller travels with the request itself. Spring
 * Security clears its context behind each.
 */
final class ApiKeyAuthenticationFilter extends GenericFilterBean {
    private final Set<String> permissions;

    ApiKeyAuthenticationFilter(Set<String> permissions) {
        this.permissions = Set.copyOf(permissions);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Optional<Caller> caller = Callers.find(request);
        if (caller.isPresent()) {
            SecurityContext context = SecurityContextHolder.createEmptyContext();
            context.setAuthentication(new ApiKeyAuthentication(caller.get(), permissions));
            SecurityContextHolder.setContext(context);
        }
        chain.doFilter(request, response);
    }
}
