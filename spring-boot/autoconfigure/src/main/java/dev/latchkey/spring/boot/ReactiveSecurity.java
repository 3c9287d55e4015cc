package dev.latchkey.spring.boot;

import dev.latchkey.adapter.webflux.LatchkeyWebFilter;
import dev.latchkey.http.Routes;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.web.server.csrf.CsrfWebFilter;
import org.springframework.web.server.WebFilter;

/** Makes callers known to Spring Security in a reactive application that has it. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({LatchkeyWebFilter.class, CsrfWebFilter.class})
class ReactiveSecurity {
    @Bean
    @ConditionalOnMissingBean
    ApiKeysWebFilter latchkeyApiKeysWebFilter(ObjectProvider<Routes> routes) {
        return new ApiKeysWebFilter(routes.getIfUnique(() -> Routes.builder().build()));
    }

    /**
     * Excepts the endpoints that manage keys from the protection of Spring Security against requests of other sites, in
     * every filter chain: they have a rule of their own.
     */
    @Bean
    @ConditionalOnProperty(name = "latchkey.web.admin.enabled", havingValue = "true")
    @Order(LatchkeyWebFilter.ORDER + 1)
    WebFilter latchkeyAdminCsrf(AdminEndpoints admin, LatchkeyProperties properties) {
        boolean keep = properties.web().admin().keepCsrf();
        return (exchange, chain) -> {
            if (!keep && ReactiveAdmin.isFor(admin, exchange)) {
                CsrfWebFilter.skipExchange(exchange);
            }
            return chain.filter(exchange);
        };
    }
}
