package dev.latchkey.spring.boot.test.page;

import static dev.latchkey.spring.boot.ApiKeysConfigurer.apiKeys;

import dev.latchkey.http.Routes;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
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

    // snippet: security
    @Bean
    SecurityFilterChain security(HttpSecurity http) throws Exception {
        return http.with(apiKeys(), keys -> keys.permissions("messages:send"))
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .build();
    }
    // end
    // spotless:on

    @PostMapping("/v1/messages")
    String send() {
        return "sent";
    }
}
