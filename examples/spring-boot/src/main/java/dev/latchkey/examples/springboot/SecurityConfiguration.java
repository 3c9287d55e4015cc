package dev.latchkey.examples.springboot;

import dev.latchkey.adapter.servlet.LatchkeyServlets;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.http.LatchkeyWeb;
import jakarta.servlet.DispatcherType;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;

/** Spring Security behind Latchkey's filter: no session, no password, no form, and refusals in the same style. */
@Configuration(proxyBeanMethods = false)
@EnableMethodSecurity
class SecurityConfiguration {
    /** All that {@code hasAuthority} asks for in this application. */
    private static final Set<String> PERMISSIONS = Set.of("messages:send", "messages:read", "reports:read");

    @Bean
    SecurityFilterChain apiKeys(HttpSecurity http, LatchkeyWeb web) throws Exception {
        return http.sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .addFilterBefore(new ApiKeyAuthenticationFilter(PERMISSIONS), AnonymousAuthenticationFilter.class)
                .authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers("/health", "/actuator/health")
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .exceptionHandling(refusals -> refusals.authenticationEntryPoint((request, response, cause) ->
                                LatchkeyServlets.refuse(web, request, response, Refusal.MISSING))
                        .accessDeniedHandler((request, response, cause) ->
                                LatchkeyServlets.refuse(web, request, response, Refusal.PERMISSION)))
                .build();
    }
}
