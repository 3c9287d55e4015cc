package dev.latchkey.spring.boot.reactive;

import static dev.latchkey.spring.boot.reactive.ReactiveHost.key;
import static dev.latchkey.spring.boot.reactive.ReactiveHost.send;
import static dev.latchkey.spring.boot.reactive.ReactiveHost.sendTo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.adapter.webflux.Callers;
import dev.latchkey.adapter.webflux.LatchkeyWebFilter;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.http.Routes;
import dev.latchkey.spring.boot.ApiKeysWebFilter;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.method.configuration.EnableReactiveMethodSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.config.CorsRegistry;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Mono;

/** A reactive application on Reactor Netty with Spring Security, whose actuator has a port of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReactiveApplicationTest {
    private static final String KEY = "x-api-key";
    private static final String MANAGEMENT = "local.management.port";
    private static final String PAGE = "https://page.example";

    private ConfigurableApplicationContext host;

    @BeforeAll
    void start() {
        host = ReactiveHost.start(
                Host.class,
                "latchkey.web.public-routes=GET /public/**, GET /actuator/health",
                "latchkey.web.own-key.path=/v1/api-key",
                "management.server.port=0",
                "management.server.address=127.0.0.1",
                "management.endpoints.web.exposure.include=*");
    }

    @AfterAll
    void stop() {
        host.close();
    }

    @Test
    void serverIsReactorNettyWithoutServlets() {
        assertThat(host.getClass().getSimpleName()).contains("Reactive");
        assertThat(getClass().getClassLoader().getResource("jakarta/servlet/Servlet.class"))
                .isNull();
    }

    @Test
    void keyPassesAndIsHidden() throws Exception {
        HttpResponse<String> response = send(host, "GET", "/reports", KEY, key(host, "reports:read"));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("acme [reports:read] hidden");
    }

    /** Spring puts all headers of such a handshake into the message of an exception. */
    @Test
    void refusedHandshakeOfAWebSocketDoesNotShowTheKey() throws Exception {
        String key = key(host, "reports:read");

        assertThat(send(host, "GET", "/socket", KEY, key, "X-Other", "shown").body())
                .contains("Invalid 'Upgrade' header", "shown")
                .doesNotContain(key);
    }

    @Test
    void noKeyIsRefusedAndSoIsAWrongOne() throws Exception {
        HttpResponse<String> refused = send(host, "GET", "/reports");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate")).isPresent();
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(send(host, "GET", "/reports", KEY, "test_wrong").statusCode())
                .isEqualTo(401);
        assertThat(send(host, "GET", "/reports", KEY, key(host, "reports:write"))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void pathThatNoRouteNamesIsDenied() throws Exception {
        assertThat(send(host, "GET", "/unnamed", KEY, key(host, "*")).statusCode())
                .isEqualTo(403);
    }

    @Test
    void publicRoutePassesWithoutAnAuthentication() throws Exception {
        assertThat(send(host, "GET", "/public/who").body()).isEqualTo("nobody");
    }

    @Test
    void ownKeyIsServedBeforeSpringSecurity() throws Exception {
        assertThat(send(host, "GET", "/v1/api-key", KEY, key(host, "reports:read"))
                        .body())
                .contains("reports:read");
    }

    @Test
    void requestThatChangesSomethingNeedsNoCsrfToken() throws Exception {
        assertThat(send(host, "POST", "/messages", KEY, key(host, "messages:send"))
                        .body())
                .isEqualTo("sent for acme");
    }

    @Test
    void methodSecurityKnowsPermissions() throws Exception {
        assertThat(send(host, "POST", "/messages", KEY, key(host, "messages:*")).statusCode())
                .isEqualTo(200);
        HttpResponse<String> refused = send(host, "POST", "/messages", KEY, key(host, "reports:read"));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("\"code\":\"INSUFFICIENT_PERMISSION\"");
    }

    @Test
    void userWhomSpringSecurityAuthenticatesTakesThePlaceOfTheCaller() throws Exception {
        String key = key(host, "*");
        String id = send(host, "GET", "/who", KEY, key).body();
        assertThat(id).matches("[0-9a-f-]{36}");
        String basic = "Basic " + Base64.getEncoder().encodeToString("ada:lovelace".getBytes(StandardCharsets.UTF_8));
        assertThat(send(host, "GET", "/who", KEY, key, "Authorization", basic).body())
                .isEqualTo("ada");
    }

    @Test
    void openRouteThatSpringGuardsIsRefusedInTheSameStyle() throws Exception {
        HttpResponse<String> refused = send(host, "GET", "/public/guarded");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }

    @Test
    void preflightNeedsNoKeyAndAPageReadsARefusal() throws Exception {
        HttpResponse<String> preflight =
                send(host, "OPTIONS", "/reports", "Origin", PAGE, "Access-Control-Request-Method", "GET");
        assertThat(preflight.statusCode()).isEqualTo(200);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Methods"))
                .hasValue("GET");
        send(host, "GET", "/reports", "Origin", PAGE);
        HttpResponse<String> refused = send(host, "GET", "/reports", "Origin", PAGE);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().allValues("Access-Control-Allow-Origin")).containsExactly(PAGE);
        assertThat(refused.headers().firstValue("Access-Control-Expose-Headers"))
                .hasValueSatisfying(fields -> assertThat(fields.split(", ", -1))
                        .contains("X-Total", "API-Key-Expires")
                        .doesNotHaveDuplicates());
    }

    @Test
    void requestThatAFilterRewritesBehindTheDecisionIsRefused() throws Exception {
        assertThat(send(host, "GET", "/public/rewritten").statusCode()).isEqualTo(403);
    }

    @Test
    void portOfTheActuatorIsGuarded() throws Exception {
        assertThat(sendTo(MANAGEMENT, host, "GET", "/actuator/health").statusCode())
                .isEqualTo(200);
        assertThat(sendTo(MANAGEMENT, host, "GET", "/actuator/latchkey").statusCode())
                .isEqualTo(401);
        assertThat(sendTo(MANAGEMENT, host, "GET", "/actuator/env", KEY, key(host, "*"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(sendTo(MANAGEMENT, host, "GET", "/actuator/latchkey", KEY, key(host, "*"))
                        .body())
                .contains("/reports");
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @EnableReactiveMethodSecurity
    @RestController
    static class Host implements WebFluxConfigurer {
        @Override
        public void addCorsMappings(CorsRegistry registry) {
            registry.addMapping("/reports")
                    .allowedOrigins(PAGE)
                    .allowedMethods("GET")
                    .exposedHeaders("X-Total");
        }

        @Bean
        Routes routes() {
            return Routes.builder()
                    .either("GET", "/reports", "reports:read")
                    .either("*", "/messages")
                    .either("GET", "/who")
                    .either("GET", "/socket")
                    .either("GET", "/actuator/latchkey")
                    .build();
        }

        @Bean
        ApiKeysWebFilter apiKeys(Routes routes) {
            return new ApiKeysWebFilter(routes, "messages:send");
        }

        @Bean
        SecurityWebFilterChain security(ServerHttpSecurity http, LatchkeyWebFilter latchkey) {
            return http.authorizeExchange(requests -> requests.pathMatchers("/public/who", "/actuator/health")
                            .permitAll()
                            .anyExchange()
                            .authenticated())
                    .httpBasic(Customizer.withDefaults())
                    .exceptionHandling(refusals -> refusals.authenticationEntryPoint(
                                    (exchange, cause) -> latchkey.refuse(exchange, Refusal.MISSING))
                            .accessDeniedHandler((exchange, cause) -> latchkey.refuse(exchange, Refusal.PERMISSION)))
                    .build();
        }

        @Bean
        MapReactiveUserDetailsService users() {
            return new MapReactiveUserDetailsService(
                    User.withUsername("ada").password("{noop}lovelace").build());
        }

        /** Stands between the decision and the last check, in front of Spring Security. */
        @Bean
        @Order(-150)
        WebFilter rewriting() {
            return (exchange, chain) -> exchange.getRequest().getPath().value().equals("/public/rewritten")
                    ? chain.filter(exchange.mutate()
                            .request(request -> request.path("/public/who"))
                            .build())
                    : chain.filter(exchange);
        }

        @PostMapping("/messages")
        @PreAuthorize("hasAuthority('messages:send')")
        Mono<String> send(@AuthenticationPrincipal Caller caller) {
            return Mono.just("sent for " + caller.tenant());
        }

        @GetMapping("/reports")
        Mono<String> reports(
                ServerWebExchange exchange,
                Authentication authentication,
                @RequestHeader(name = KEY, defaultValue = "hidden") String key) {
            String tenant = Callers.of(exchange).tenant();
            return Mono.just(tenant + " " + authentication.getAuthorities() + " " + key);
        }

        @GetMapping("/socket")
        Mono<String> socket(ServerWebExchange exchange) {
            return new HandshakeWebSocketService()
                    .handleRequest(exchange, session -> Mono.empty())
                    .thenReturn("no handshake was refused")
                    .onErrorResume(refused -> Mono.just(refused.getMessage()));
        }

        @GetMapping("/unnamed")
        Mono<String> unnamed() {
            return Mono.just("unnamed");
        }

        @GetMapping({"/who", "/public/who"})
        Mono<String> who() {
            return ReactiveSecurityContextHolder.getContext()
                    .map(context -> context.getAuthentication().getName())
                    .defaultIfEmpty("nobody");
        }

        @GetMapping("/public/guarded")
        Mono<String> guarded() {
            return Mono.just("guarded");
        }
    }
}
