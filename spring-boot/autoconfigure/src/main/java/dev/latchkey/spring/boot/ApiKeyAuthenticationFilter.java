package dev.latchkey.spring.boot;

import dev.latchkey.adapter.servlet.Callers;
import dev.latchkey.core.access.Caller;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.GenericFilterBean;

/**
 * Puts the caller into Spring's security context, in every dispatch of a request. The context is not saved: the caller
 * travels with the request itself, and no session is made. Spring Security clears the context behind each dispatch.
 */
final class ApiKeyAuthenticationFilter extends GenericFilterBean {
    private final Set<String> permissions;
    private final Consumer<Authentication> publisher;

    ApiKeyAuthenticationFilter(Set<String> permissions, Consumer<Authentication> publisher) {
        this.permissions = Set.copyOf(permissions);
        this.publisher = publisher;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Optional<Caller> caller = Callers.find(request);
        if (caller.isPresent()) {
            ApiKeyAuthentication authentication = new ApiKeyAuthentication(caller.get(), permissions);
            SecurityContext context = SecurityContextHolder.createEmptyContext();
            context.setAuthentication(authentication);
            SecurityContextHolder.setContext(context);
            if (request.getDispatcherType() == DispatcherType.REQUEST) {
                publisher.accept(authentication);
            }
        }
        chain.doFilter(request, response);
    }
}
