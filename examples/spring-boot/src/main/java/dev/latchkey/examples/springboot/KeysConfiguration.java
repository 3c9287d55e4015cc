package dev.latchkey.examples.springboot;

import dev.latchkey.Latchkey;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.adapter.servlet.LatchkeyServlets;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import jakarta.servlet.ServletContext;
import java.util.List;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.filter.CorsFilter;

/** The keys, who may call what, and the filter in front of everything. */
@Configuration(proxyBeanMethods = false)
class KeysConfiguration {
    /** With a {@code DataSource} as parameter and {@code JdbcKeyStore.on(dataSource)} the keys outlive the process. */
    @Bean
    Latchkey latchkey() {
        return Latchkey.builder()
                .store(new InMemoryKeyStore())
                .keyFormat(KeyFormat.of("acme_"))
                .build();
    }

    /** Permissions are left to Spring's method security here; they could also stand in the routes. */
    @Bean
    LatchkeyWeb latchkeyWeb(Latchkey latchkey) {
        return LatchkeyWeb.builder(latchkey)
                .routes(Routes.builder()
                        .open("GET", "/health")
                        .open("GET", "/actuator/health")
                        .tenantOnly("GET", "/actuator/**", "actuator:read")
                        .tenantOnly("GET", "/reports")
                        .either("*", "/**")
                        .build())
                .hideCredential()
                .build();
    }

    @Bean
    FirstFilter firstFilter(LatchkeyWeb web) {
        return new FirstFilter(web);
    }

    /**
     * Before Spring Security's, so that a request without a key costs nothing more. The filter for CORS stands in front
     * of it, because a preflight has no key, and so that a page of another origin can read a refusal.
     */
    record FirstFilter(LatchkeyWeb web) implements ServletContextInitializer, Ordered {
        @Override
        public void onStartup(ServletContext context) {
            context.addFilter("cors", cors()).addMappingForUrlPatterns(null, false, "/*");
            LatchkeyServlets.install(web, context);
        }

        @Override
        public int getOrder() {
            return HIGHEST_PRECEDENCE;
        }

        private CorsFilter cors() {
            CorsConfiguration pages = new CorsConfiguration();
            pages.setAllowedOrigins(List.of("https://page.example"));
            pages.setAllowedMethods(List.of("GET", "POST"));
            pages.setAllowedHeaders(List.of("x-api-key", "content-type", "idempotency-key"));
            pages.setExposedHeaders(web.exposedHeaders());
            UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
            source.registerCorsConfiguration("/**", pages);
            return new CorsFilter(source);
        }
    }
}
