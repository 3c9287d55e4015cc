package dev.latchkey.spring.boot;

import dev.latchkey.http.Routes;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/** Refuses to start a reactive application whose routes nothing would guard. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnMissingClass("dev.latchkey.adapter.webflux.LatchkeyWebFilter")
@ConditionalOnBean(Routes.class)
class ReactiveRefusal {
    @Bean
    @Lazy(false)
    InitializingBean latchkeyReactiveRefusal() {
        return () -> {
            throw new LatchkeyStartException(
                    "This is a reactive web application without Latchkey's adapter for WebFlux. Nothing would enforce"
                            + " the routes.",
                    "Add the dependency dev.latchkey:latchkey-adapter-webflux. Or remove the Routes bean and ask"
                            + " latchkey.authenticator() in a WebFilter of yours.",
                    null);
        };
    }
}
