package dev.latchkey.spring.boot;

import dev.latchkey.Latchkey;
import dev.latchkey.adapter.webflux.Callers;
import dev.latchkey.adapter.webflux.LatchkeyWebFilter;
import dev.latchkey.http.Admission;
import dev.latchkey.http.LatchkeyWeb;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;

/**
 * Serves the endpoints that manage keys, and the console, in a reactive application behind Spring Security. What the
 * guard in front has let in as a request to them goes there as it came, and nothing else does.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(LatchkeyWebFilter.class)
@ConditionalOnProperty(name = "latchkey.web.admin.enabled", havingValue = "true")
class ReactiveAdmin {
    private static final String RECEIVED = ReactiveAdmin.class.getName() + ".received";

    @Bean
    @Lazy(false)
    AdminEndpoints latchkeyAdminEndpoints(
            Latchkey latchkey,
            LatchkeyWeb guard,
            LatchkeyProperties properties,
            ListableBeanFactory beans,
            ObjectProvider<LatchkeyWebBuilderCustomizer> customizers) {
        return AdminEndpoints.of(latchkey, guard, properties.web(), beans, customizers);
    }

    /** Keeps each request as it came, in front of the guard, which hides credentials. */
    @Bean
    @Order(LatchkeyWebFilter.ORDER - 1)
    WebFilter latchkeyAdminReceived() {
        return (exchange, chain) -> {
            exchange.getAttributes().put(RECEIVED, exchange.getRequest());
            return chain.filter(exchange);
        };
    }

    /** Shows Spring Security and the endpoints the credential of an operator, directly behind the guard. */
    @Bean
    @Order(LatchkeyWebFilter.ORDER + 1)
    WebFilter latchkeyAdminCredential(AdminEndpoints admin) {
        return (exchange, chain) -> {
            ServerHttpRequest received = exchange.getAttribute(RECEIVED);
            return chain.filter(
                    isFor(admin, exchange) && received != null
                            ? exchange.mutate().request(received).build()
                            : exchange);
        };
    }

    /** Answers behind Spring Security. Its rules have no routes, so that they let nothing pass. */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE - 1)
    WebFilter latchkeyAdminWebFilter(AdminEndpoints admin) {
        LatchkeyWebFilter endpoints = new LatchkeyWebFilter(admin.web());
        return (exchange, chain) -> isFor(admin, exchange) ? endpoints.filter(exchange, chain) : chain.filter(exchange);
    }

    /** Tells whether the guard has let in a request as one to the endpoints. */
    static boolean isFor(AdminEndpoints admin, ServerWebExchange exchange) {
        return Callers.admission(exchange)
                .map(Admission::route)
                .filter(admin.route()::equals)
                .isPresent();
    }
}
