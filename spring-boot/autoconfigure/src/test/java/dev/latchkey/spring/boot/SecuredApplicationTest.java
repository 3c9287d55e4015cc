package dev.latchkey.spring.boot;

import static dev.latchkey.spring.boot.ApiKeysConfigurer.apiKeys;
import static dev.latchkey.spring.boot.TestHost.key;
import static dev.latchkey.spring.boot.TestHost.send;
import static dev.latchkey.spring.boot.TestHost.sendTo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.access.Caller;
import dev.latchkey.http.Routes;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.net.http.HttpResponse;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.event.AuthenticationSuccessEvent;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** An application whose Spring Security knows callers with keys, and whose actuator has a port of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecuredApplicationTest {
    private static final String KEY = "x-api-key";
    private static final String MANAGEMENT = "local.management.port";
    private static final AtomicInteger SESSIONS = new AtomicInteger();
    private static final Queue<String> EVENTS = new ConcurrentLinkedQueue<>();

    private ConfigurableApplicationContext host;

    @BeforeAll
    void start() {
        host = TestHost.start(
                Host.class,
                "latchkey.store.type=in-memory",
                "latchkey.web.public-routes=GET /public/**, GET /actuator/health",
                "spring.flyway.enabled=false",
                "spring.liquibase.enabled=false",
                "management.server.port=0",
                "management.server.address=127.0.0.1",
                "management.endpoints.web.exposure.include=*");
    }

    @AfterAll
    void stop() {
        host.close();
    }

    @Test
    void permissionsAreAuthorities() throws Exception {
        assertThat(send(host, "POST", "/messages", KEY, key(host, "messages:send"))
                        .body())
                .isEqualTo("sent for acme");
        assertThat(send(host, "POST", "/messages", KEY, key(host, "messages:*")).statusCode())
                .isEqualTo(200);
        HttpResponse<String> refused = send(host, "POST", "/messages", KEY, key(host, "reports:read"));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(refused.body()).contains("\"code\":\"INSUFFICIENT_PERMISSION\"");
    }

    @Test
    void permissionsOfRoutesAreAuthoritiesWithoutBeingNamed() throws Exception {
        assertThat(send(host, "GET", "/reports", KEY, key(host, "reports:read")).body())
                .isEqualTo("[reports:read]");
    }

    @Test
    void contextTravelsToAnAsyncDispatchAndNoFurther() throws Exception {
        assertThat(send(host, "GET", "/later", KEY, key(host, "messages:send")).body())
                .isEqualTo("[messages:send]");
        assertThat(send(host, "GET", "/public/who").body()).isEqualTo("anonymousUser");
    }

    @Test
    void openRouteThatSpringGuardsIsRefusedInTheSameStyle() throws Exception {
        HttpResponse<String> refused = send(host, "GET", "/public/guarded");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(refused.headers().firstValue("WWW-Authenticate")).isPresent();
    }

    @Test
    void eventIsPublishedAndNoSessionIsMade() throws Exception {
        HttpResponse<String> response = send(host, "POST", "/messages", KEY, key(host, "messages:send"));
        assertThat(response.headers().allValues("Set-Cookie")).isEmpty();
        assertThat(SESSIONS).hasValue(0);
        assertThat(EVENTS).contains("ApiKeyAuthentication");
    }

    @Test
    void requestsAreCountedInTheRegistryOfTheApplication() throws Exception {
        send(host, "GET", "/reports", KEY, key(host, "reports:read"));
        assertThat(host.getBean(MeterRegistry.class)
                        .get("latchkey.requests")
                        .tag("outcome", "accepted")
                        .timer()
                        .count())
                .isPositive();
    }

    @Test
    void portOfTheActuatorIsGuarded() throws Exception {
        assertThat(sendTo(MANAGEMENT, host, "GET", "/actuator/health").statusCode())
                .isEqualTo(200);
        assertThat(sendTo(MANAGEMENT, host, "GET", "/actuator/env", KEY, key(host, "*"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(sendTo(MANAGEMENT, host, "GET", "/actuator/info").statusCode())
                .isEqualTo(401);
        assertThat(sendTo(MANAGEMENT, host, "GET", "/actuator/info", KEY, key(host, "*"))
                        .statusCode())
                .isEqualTo(200);
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @EnableMethodSecurity
    @RestController
    static class Host {
        @Bean
        Routes routes() {
            return Routes.builder()
                    .either("GET", "/reports", "reports:read")
                    .either("*", "/messages")
                    .either("GET", "/later")
                    .either("GET", "/actuator/info")
                    .build();
        }

        @Bean
        SecurityFilterChain security(HttpSecurity http) throws Exception {
            return http.with(apiKeys(), keys -> keys.permissions("messages:send"))
                    .authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                            .permitAll()
                            .requestMatchers("/public/who", "/actuator/health")
                            .permitAll()
                            .anyRequest()
                            .authenticated())
                    .build();
        }

        @Bean
        HttpSessionListener listener() {
            return new HttpSessionListener() {
                @Override
                public void sessionCreated(HttpSessionEvent event) {
                    SESSIONS.incrementAndGet();
                }
            };
        }

        @EventListener
        void succeeded(AuthenticationSuccessEvent event) {
            EVENTS.add(event.getAuthentication().getClass().getSimpleName());
        }

        @PostMapping("/messages")
        @PreAuthorize("hasAuthority('messages:send')")
        String send(@AuthenticationPrincipal Caller caller) {
            return "sent for " + caller.tenant();
        }

        @GetMapping("/reports")
        String reports() {
            return authorities();
        }

        @GetMapping("/later")
        Callable<String> later() {
            return Host::authorities;
        }

        @GetMapping("/public/who")
        String who() {
            return SecurityContextHolder.getContext().getAuthentication().getName();
        }

        @GetMapping("/public/guarded")
        String guarded() {
            return "guarded";
        }

        private static String authorities() {
            return SecurityContextHolder.getContext()
                    .getAuthentication()
                    .getAuthorities()
                    .toString();
        }
    }
}
