package dev.latchkey.examples.management;

import dev.latchkey.Latchkey;
import dev.latchkey.adapter.servlet.LatchkeyServlets;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import jakarta.servlet.ServletContext;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

/**
 * The filter of the management port, when actuator has one of its own ({@code management.server.port}). That port is
 * served by a web application of its own, which has none of the filters of the other but Spring Security's. Spring Boot
 * finds this class by a file in {@code META-INF/spring} that is named after {@link ManagementContextConfiguration}. It
 * lies outside of the packages that the application scans, because it would otherwise put the filter into both.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
class ManagementConfiguration {
    /** What may be called there: the health of the application by everyone, the rest with a key of a tenant. */
    @Bean
    ManagementFilter managementFilter(Latchkey latchkey) {
        return new ManagementFilter(LatchkeyWeb.builder(latchkey)
                .routes(Routes.builder()
                        .open("GET", "/actuator/health")
                        .tenantOnly("GET", "/actuator/**", "actuator:read")
                        .build())
                .hideCredential()
                .build());
    }

    /** In front of Spring Security's, which asks it who calls. */
    record ManagementFilter(LatchkeyWeb web) implements ServletContextInitializer, Ordered {
        @Override
        public void onStartup(ServletContext context) {
            LatchkeyServlets.install(web, context);
        }

        @Override
        public int getOrder() {
            return HIGHEST_PRECEDENCE;
        }
    }
}
