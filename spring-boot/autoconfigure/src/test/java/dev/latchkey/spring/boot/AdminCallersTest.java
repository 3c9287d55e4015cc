package dev.latchkey.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.access.ManagementPermission;
import dev.latchkey.core.access.Operator;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.http.Credential;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import dev.latchkey.http.spi.OperatorResolver;
import dev.latchkey.http.spi.TenantDirectory;
import jakarta.servlet.http.HttpServletRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;

/** Scripts and pages manage keys: with a bearer token, with an API key, and as the application's own resolver says. */
class AdminCallersTest {
    private static final String NEW_KEY = "{\"tenant\":\"acme\",\"name\":\"new\"}";

    @Test
    void bearerTokenOfSpringSecurityNeedsNoRuleAboutOtherSites() throws Exception {
        try (ConfigurableApplicationContext host = start(
                Bearer.class,
                "server.servlet.context-path=/app",
                "latchkey.web.admin.api-keys=true",
                "latchkey.web.admin.operators[0].authority=KEYS",
                "latchkey.web.admin.operators[0].tenants=acme,globex",
                "latchkey.web.admin.operators[0].may=keys:issue,keys:read")) {
            UserSession script = UserSession.anonymous(host);
            HttpResponse<String> issued = post(script, "/app/latchkey/keys", "Bearer token-of-an-operator");
            assertThat(issued.statusCode()).as(issued.body()).isEqualTo(201);
            assertThat(post(script, "/app/latchkey/keys", "Bearer token-of-a-stranger")
                            .statusCode())
                    .isEqualTo(401);
            String manages = TestHost.key(host, "keys:read");
            assertThat(script.send("GET", "/app/latchkey/keys", "", "Authorization", "Bearer " + manages)
                            .body())
                    .contains("\"name\":\"new\"");
            String everything = TestHost.key(host, "*");
            assertThat(script.send("GET", "/app/latchkey/keys", "", "Authorization", "Bearer " + everything)
                            .statusCode())
                    .isEqualTo(403);
            assertThat(script.send("GET", "/app/latchkey/keys", "").statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void resolverOfTheApplicationIsAskedInsteadOfTheProperties() throws Exception {
        try (ConfigurableApplicationContext host = start(
                Own.class,
                "test.without=ecurity",
                "latchkey.web.admin.path=/api/keys",
                "latchkey.web.admin.origins=https://admin.example",
                "latchkey.web.admin.operators[0].authority=KEYS")) {
            UserSession page = UserSession.anonymous(host);
            assertThat(page.send("GET", "/api/keys/keys", "").statusCode()).isEqualTo(401);
            assertThat(page.send("GET", "/api/keys/keys?tenant=acme", "", "X-User", "ada")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(page.send("GET", "/api/keys/keys?tenant=gone", "", "X-User", "ada")
                            .statusCode())
                    .isEqualTo(404);
            assertThat(page.change("/api/keys/keys", NEW_KEY, "X-User", "ada", "Origin", "https://admin.example")
                            .statusCode())
                    .isEqualTo(201);
            assertThat(page.change("/api/keys/keys", NEW_KEY, "X-User", "ada", "Origin", page.origin())
                            .statusCode())
                    .isEqualTo(403);
            // The style of errors that the customizer sets for the guard.
            assertThat(page.send("GET", "/api/keys/keys", "").body()).startsWith("{\"error\"");
            assertThat(host.getBean(LatchkeyWeb.class).rules())
                    .anyMatch(rule -> rule.path().equals("/api/keys/**"));
        }
    }

    private static HttpResponse<String> post(UserSession script, String path, String authorization) throws Exception {
        return script.send("POST", path, NEW_KEY, "Content-Type", "application/json", "Authorization", authorization);
    }

    private static ConfigurableApplicationContext start(Class<?> host, String... properties) {
        List<String> all = new ArrayList<>(List.of(
                "latchkey.store.type=in-memory",
                "spring.flyway.enabled=false",
                "spring.liquibase.enabled=false",
                "latchkey.web.admin.enabled=true"));
        all.addAll(List.of(properties));
        return TestHost.start(host, all.toArray(String[]::new));
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Bearer {
        @Bean
        Routes routes() {
            return Routes.builder().tenantOnly("GET", "/messages").build();
        }

        /** Also that of API keys: the guard hides it elsewhere. */
        @Bean
        Credential credential() {
            return Credential.bearer();
        }

        /** As a resource server does it, without sessions and without a token against requests of other sites. */
        @Bean
        SecurityFilterChain security(HttpSecurity http) throws Exception {
            return http.csrf(AbstractHttpConfigurer::disable)
                    .addFilterBefore(
                            (request, response, chain) -> {
                                if ("Bearer token-of-an-operator"
                                        .equals(((HttpServletRequest) request).getHeader("Authorization"))) {
                                    SecurityContextHolder.getContext()
                                            .setAuthentication(new TestingAuthenticationToken(
                                                    "script", null, List.of(() -> "KEYS")));
                                }
                                chain.doFilter(request, response);
                            },
                            AnonymousAuthenticationFilter.class)
                    .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                    .build();
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Own {
        @Bean
        Routes routes() {
            return Routes.builder().tenantOnly("GET", "/messages").build();
        }

        @Bean
        OperatorResolver operators() {
            Operator operator = Operator.of(Actor.user("ada"))
                    .tenants("acme", "gone")
                    .may(ManagementPermission.READ, ManagementPermission.ISSUE)
                    .mayGrant(Permissions.ALL);
            return request -> request.header("X-User").isEmpty() ? Optional.empty() : Optional.of(operator);
        }

        @Bean
        TenantDirectory tenants() {
            return "acme"::equals;
        }

        @Bean
        LatchkeyWebBuilderCustomizer errors() {
            return builder -> builder.errorStyle(ErrorStyle.FLAT);
        }
    }
}
