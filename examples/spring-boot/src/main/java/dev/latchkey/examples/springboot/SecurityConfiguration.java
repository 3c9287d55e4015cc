package dev.latchkey.examples.springboot;

import static dev.latchkey.spring.boot.ApiKeysConfigurer.apiKeys;

import jakarta.servlet.DispatcherType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Spring Security behind Latchkey's filter. The permissions are those that {@code hasAuthority} asks for in this
 * application.
 */
@Configuration(proxyBeanMethods = false)
@EnableMethodSecurity
class SecurityConfiguration {
    @Bean
    SecurityFilterChain security(HttpSecurity http) throws Exception {
        return http.with(apiKeys(), keys -> keys.permissions("messages:send", "messages:read", "reports:read"))
                .authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers("/health", "/actuator/health")
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .build();
    }
}
