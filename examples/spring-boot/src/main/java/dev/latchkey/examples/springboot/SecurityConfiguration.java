package dev.latchkey.examples.springboot;

import static dev.latchkey.spring.boot.ApiKeysConfigurer.apiKeys;

import jakarta.servlet.DispatcherType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Spring Security behind Latchkey's filter: people sign in by a form for the pages below {@code /latchkey}, and
 * everything else is called with keys. The permissions are those that {@code hasAuthority} asks for in this
 * application.
 */
@Configuration(proxyBeanMethods = false)
@EnableMethodSecurity
class SecurityConfiguration {
    private static final String CONSOLE = "/latchkey/console";
    private static final String[] PAGES = {"/latchkey/**", "/login", "/logout", "/default-ui.css"};

    /** The starter excepts exactly the endpoints below {@code /latchkey} from the protection against CSRF. */
    @Bean
    @Order(1)
    @Profile("!own-csrf")
    SecurityFilterChain people(HttpSecurity http) throws Exception {
        return signedIn(http).build();
    }

    /**
     * Keeps the protection on for them too: {@code application-own-csrf.properties} tells the starter not to except
     * them, and the console reads the token from the cookie that {@code spa()} sets.
     */
    @Bean
    @Order(1)
    @Profile("own-csrf")
    SecurityFilterChain peopleWithToken(HttpSecurity http) throws Exception {
        return signedIn(http).csrf(CsrfConfigurer::spa).build();
    }

    private static HttpSecurity signedIn(HttpSecurity http) throws Exception {
        return http.securityMatcher(PAGES)
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .formLogin(form -> form.defaultSuccessUrl(CONSOLE));
    }

    @Bean
    @Order(2)
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
