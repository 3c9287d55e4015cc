package dev.latchkey.spring.boot.test.host;

import static dev.latchkey.spring.boot.ApiKeysConfigurer.apiKeys;

import dev.latchkey.core.access.Caller;
import dev.latchkey.http.Credential;
import dev.latchkey.http.Routes;
import jakarta.servlet.DispatcherType;
import java.util.List;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.config.annotation.CorsRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * An application with JPA, Flyway, Spring Security, the actuator and springdoc, as a team would write it. Latchkey is
 * the properties, the routes and {@code http.with(apiKeys(), ...)}.
 */
@SpringBootApplication
@EnableMethodSecurity
@RestController
public class Application {
    private final Messages messages;

    Application(Messages messages) {
        this.messages = messages;
    }

    @Bean
    static Routes routes() {
        return Routes.builder()
                .tenantOnly("GET", "/messages", "messages:read")
                .tenantOnly("POST", "/messages")
                .tenantOnly("GET", "/boom")
                .tenantOnly("GET", "/actuator/**", "actuator:read")
                .build();
    }

    @Bean
    static Credential credential() {
        return Credential.anyOf(Credential.header("x-api-key"), Credential.bearer());
    }

    @Bean
    static SecurityFilterChain security(HttpSecurity http) throws Exception {
        return http.with(apiKeys(), keys -> keys.permissions("messages:send"))
                .authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers("/actuator/health/**")
                        .permitAll()
                        .requestMatchers("/v3/api-docs/**", "/v3/api-docs.yaml", "/swagger-ui/**", "/swagger-ui.html")
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .build();
    }

    @Bean
    static WebMvcConfigurer pagesOfOtherOrigins() {
        return new WebMvcConfigurer() {
            @Override
            public void addCorsMappings(CorsRegistry registry) {
                registry.addMapping("/**").allowedOriginPatterns("http://localhost:[*]");
            }
        };
    }

    @GetMapping("/messages")
    List<String> list(@AuthenticationPrincipal Caller caller) {
        return messages.findByTenant(caller.tenant()).stream()
                .map(Message::getText)
                .toList();
    }

    @PostMapping("/messages")
    @PreAuthorize("hasAuthority('messages:send')")
    Long send(@AuthenticationPrincipal Caller caller, @RequestBody String text) {
        return messages.save(new Message(caller.tenant(), text)).getId();
    }

    @GetMapping("/boom")
    String boom() {
        throw new IllegalStateException("the application's own");
    }
}
