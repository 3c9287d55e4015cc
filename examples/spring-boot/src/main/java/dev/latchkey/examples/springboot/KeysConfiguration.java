package dev.latchkey.examples.springboot;

import dev.latchkey.http.Routes;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;

/**
 * Who may call what. A permission may stand here, or be asked for by Spring's method security. The store and the prefix
 * of keys are in {@code application.properties}.
 */
@Configuration(proxyBeanMethods = false)
class KeysConfiguration {
    // snippet: spring-boot
    @Bean
    Routes routes() {
        return Routes.builder()
                .tenantOnly("GET", "/actuator/**", "actuator:read")
                .tenantOnly("GET", "/reports", "reports:read")
                .either("*", "/**")
                .build();
    }
    // end

    /** The starter applies it in front of Latchkey's filter. */
    @Bean
    CorsConfigurationSource corsConfigurationSource() {
        CorsConfiguration pages = new CorsConfiguration();
        pages.setAllowedOrigins(List.of("https://page.example"));
        pages.setAllowedMethods(List.of("GET", "POST"));
        pages.setAllowedHeaders(List.of("x-api-key", "content-type", "idempotency-key"));
        UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
        source.registerCorsConfiguration("/**", pages);
        return source;
    }
}
