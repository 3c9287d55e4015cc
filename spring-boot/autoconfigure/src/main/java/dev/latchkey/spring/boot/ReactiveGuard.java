package dev.latchkey.spring.boot;

import dev.latchkey.Latchkey;
import dev.latchkey.adapter.webflux.LatchkeyWebFilter;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.server.WebFilter;

/** The filters of a reactive application. A management port of its own has the same ones, without more. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(LatchkeyWebFilter.class)
class ReactiveGuard {
    private static final String BASE_PATH = "spring.webflux.base-path";

    @Bean
    @ConditionalOnMissingBean
    LatchkeyWeb latchkeyWeb(
            Latchkey latchkey,
            LatchkeyProperties properties,
            ObjectProvider<Routes> routes,
            ListableBeanFactory beans,
            ObjectProvider<LatchkeyWebBuilderCustomizer> customizers) {
        return WebBuilders.guard(latchkey, properties.web(), routes, beans, customizers);
    }

    @Bean
    CrossOriginWebFilter latchkeyCrossOriginWebFilter(
            LatchkeyWeb web, ListableBeanFactory beans, ObjectProvider<WebFluxConfigurer> configurers) {
        return new CrossOriginWebFilter(web, beans, configurers);
    }

    @Bean
    @ConditionalOnMissingBean
    LatchkeyWebFilter latchkeyWebFilter(LatchkeyWeb web) {
        return new LatchkeyWebFilter(web);
    }

    /** Comes behind the filters of the application, also those that have the lowest order too. */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    WebFilter latchkeyLastCheck(LatchkeyWebFilter filter) {
        return filter.lastCheck();
    }

    /** Refuses routes that no request can match below the base path, and a console without its endpoints. */
    @Bean
    @Lazy(false)
    InitializingBean latchkeyReactiveCheck(LatchkeyWeb web, LatchkeyProperties properties, Environment environment) {
        return () -> {
            web.checkPlace(basePath(environment.getProperty(BASE_PATH, "")), "");
            AdminEndpoints.checkConsole(properties.web());
        };
    }

    /** Returns the path as Spring Boot takes it: with a slash in front and none behind. */
    private static String basePath(String property) {
        String path = property.strip().replaceAll("/+$", "");
        return path.isEmpty() || path.startsWith("/") ? path : "/" + path;
    }
}
