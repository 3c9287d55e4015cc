package dev.latchkey.spring.boot.test.page;

import static dev.latchkey.spring.boot.ApiKeysConfigurer.apiKeys;

import dev.latchkey.RateLimits;
import dev.latchkey.adapter.inmemory.InMemoryRateLimiter;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.http.Routes;
import dev.latchkey.ports.RateLimiter;
import dev.latchkey.spring.boot.LatchkeyBuilderCustomizer;
import jakarta.servlet.DispatcherType;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The application of the page about embedding, to the letter. */
@SpringBootApplication
@RestController
public class MessagesApplication {
    // spotless:off
    // snippet: routes
    @Bean
    Routes routes() {
        return Routes.builder()
                .tenantOnly("GET", "/v1/projects")
                .tenantOnly("POST", "/v1/messages", "messages:send")
                .build();
    }
    // end

    // snippet: options
    @Bean
    LatchkeyBuilderCustomizer limits() {
        RateLimiter limiter = new InMemoryRateLimiter(Clock.systemUTC());
        RateLimit limit = new RateLimit(60, 1, Duration.ofSeconds(1));
        return builder -> builder.rateLimits(RateLimits.perKey(limiter, limit));
    }
    // end

    // snippet: security
    @Bean
    SecurityFilterChain security(HttpSecurity http) throws Exception {
        return http.with(apiKeys(), keys -> keys.permissions("messages:send"))
                .authorizeHttpRequests(requests -> requests
                        .dispatcherTypeMatchers(DispatcherType.ERROR).permitAll()
                        .requestMatchers("/actuator/health/**").permitAll()
                        .anyRequest().authenticated())
                .build();
    }
    // end

    // snippet: people
    @Bean
    @Order(1)
    SecurityFilterChain people(HttpSecurity http) throws Exception {
        return http.securityMatcher("/latchkey/**", "/login", "/logout", "/default-ui.css")
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .formLogin(form -> form.defaultSuccessUrl("/latchkey/console"))
                .build();
    }
    // end
    // spotless:on

    @PostMapping("/v1/messages")
    String send() {
        return "sent";
    }
}
