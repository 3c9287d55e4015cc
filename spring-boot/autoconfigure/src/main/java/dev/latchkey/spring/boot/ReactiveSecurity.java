package dev.latchkey.spring.boot;

import dev.latchkey.adapter.webflux.LatchkeyWebFilter;
import dev.latchkey.http.Routes;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.web.server.csrf.CsrfWebFilter;

/** Makes callers known to Spring Security in a reactive application that has it. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({LatchkeyWebFilter.class, CsrfWebFilter.class})
class ReactiveSecurity {
    @Bean
    @ConditionalOnMissingBean
    ApiKeysWebFilter latchkeyApiKeysWebFilter(ObjectProvider<Routes> routes) {
        return new ApiKeysWebFilter(routes.getIfUnique(() -> Routes.builder().build()));
    }
}
