package dev.latchkey.spring.boot;

import dev.latchkey.adapter.webflux.Callers;
import dev.latchkey.adapter.webflux.LatchkeyWebFilter;
import dev.latchkey.core.access.Caller;
import dev.latchkey.http.Routes;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.core.Ordered;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.web.server.csrf.CsrfWebFilter;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Puts the caller that Latchkey's filter has let in into the security context of a reactive application, in front of
 * Spring Security. The principal is the {@link Caller}, and its permissions are authorities. A request with a key needs
 * no CSRF token. Nothing is saved in a session. Safe for use by several threads.
 *
 * <p>The starter declares one. An application that asks for permissions that no route names declares its own:
 *
 * <pre>{@code
 * @Bean
 * ApiKeysWebFilter apiKeys(Routes routes) {
 *     return new ApiKeysWebFilter(routes, "messages:send");
 * }
 * }</pre>
 */
public final class ApiKeysWebFilter implements WebFilter, Ordered {
    private final Set<String> permissions;

    /**
     * Makes a filter.
     *
     * @param routes the routes, whose permissions become authorities
     * @param further other permissions, without patterns, that the application asks for by {@code hasAuthority}
     */
    public ApiKeysWebFilter(Routes routes, String... further) {
        Set<String> all = new TreeSet<>(routes.permissions());
        all.addAll(List.of(further));
        this.permissions = Set.copyOf(all);
    }

    /**
     * Returns the place among the filters.
     *
     * @return the one behind {@link LatchkeyWebFilter#ORDER}
     */
    @Override
    public int getOrder() {
        return LatchkeyWebFilter.ORDER + 1;
    }

    /**
     * Lets a request pass, with its caller in the security context.
     *
     * @param exchange the request
     * @param chain what serves the request
     * @return completes when the request is answered
     */
    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        Caller caller = Callers.find(exchange).orElse(null);
        if (caller == null) {
            return chain.filter(exchange);
        }
        // A caller that something else than a key has proven, a session for example, may be a browser's.
        if (caller.key() != null) {
            CsrfWebFilter.skipExchange(exchange);
        }
        return chain.filter(exchange)
                .contextWrite(ReactiveSecurityContextHolder.withAuthentication(
                        new ApiKeyAuthentication(caller, permissions)));
    }
}
