package dev.latchkey.spring.boot;

import static dev.latchkey.spring.boot.TestHost.TEST;
import static dev.latchkey.spring.boot.TestHost.key;
import static dev.latchkey.spring.boot.TestHost.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.IssuedKey;
import dev.latchkey.Latchkey;
import dev.latchkey.adapter.servlet.Callers;
import dev.latchkey.core.key.Cidr;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.Routes;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.UrlHandlerFilter;
import org.springframework.web.servlet.config.annotation.CorsRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * An application with a database, a pool of one connection, and Spring Security, guarded by properties and one bean of
 * routes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuardedApplicationTest {
    private static final String KEY = "x-api-key";

    private ConfigurableApplicationContext host;

    @BeforeAll
    void start() {
        host = TestHost.start(
                Host.class,
                "latchkey.web.public-routes=GET /health, GET /docs/**",
                "latchkey.jdbc.initialize-schema=always",
                "spring.flyway.enabled=false",
                "spring.liquibase.enabled=false",
                "spring.datasource.hikari.maximum-pool-size=1",
                "spring.mvc.hiddenmethod.filter.enabled=true",
                "server.forward-headers-strategy=framework");
    }

    @AfterAll
    void stop() {
        host.close();
    }

    @Test
    void routesDecideWhoIsServed() throws Exception {
        assertThat(send(host, "GET", "/health").body()).isEqualTo("up");
        assertThat(send(host, "GET", "/docs/index").body()).isEqualTo("docs");
        assertThat(send(host, "GET", "/messages").statusCode()).isEqualTo(401);
        assertThat(send(host, "GET", "/messages", KEY, key(host, "messages:read"))
                        .body())
                .isEqualTo("messages of acme");
        assertThat(send(host, "POST", "/messages", KEY, key(host, "messages:read"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(send(host, "GET", "/unnamed", KEY, key(host, "*")).statusCode())
                .isEqualTo(403);
    }

    @Test
    void credentialIsHiddenFromTheApplication() throws Exception {
        assertThat(send(host, "GET", "/headers", KEY, key(host, "*"), "x-other", "seen")
                        .body())
                .contains("x-other")
                .doesNotContain(KEY);
    }

    /** The container gives a page of errors its own request, and has one for requests that no filter has let in. */
    @Test
    void credentialIsHiddenFromPagesOfErrors() throws Exception {
        String key = key(host, "*");
        for (String path : List.of("/boom", "/early")) {
            HttpResponse<String> failed = send(host, "GET", path, KEY, key, "x-other", "seen");
            assertThat(failed.statusCode()).isEqualTo(500);
            assertThat(failed.headers().firstValue("fields-of-the-error"))
                    .as(path)
                    .hasValueSatisfying(
                            names -> assertThat(names).contains("x-other").doesNotContain(KEY));
        }
    }

    @Test
    void keyIssuedInATransactionIsRolledBackWithIt() throws Exception {
        TransactionTemplate transaction = new TransactionTemplate(host.getBean(PlatformTransactionManager.class));
        String[] raw = new String[1];
        transaction.executeWithoutResult(status -> {
            raw[0] = key(host, "messages:read");
            status.setRollbackOnly();
        });
        assertThat(send(host, "GET", "/messages", KEY, raw[0]).statusCode()).isEqualTo(401);

        transaction.executeWithoutResult(status -> raw[0] = key(host, "messages:read"));
        assertThat(send(host, "GET", "/messages", KEY, raw[0]).statusCode()).isEqualTo(200);
    }

    @Test
    void callerIsKnownInAsyncAndErrorDispatches() throws Exception {
        String key = key(host, "*");
        assertThat(send(host, "GET", "/later", KEY, key).body()).isEqualTo("later for acme");
        HttpResponse<String> failed = send(host, "GET", "/boom", KEY, key);
        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(failed.body()).contains("\"path\":\"/boom\"");
        assertThat(send(host, "GET", "/error").statusCode()).isIn(401, 403);
    }

    @Test
    void methodOfAHiddenFieldIsTheOneThatIsDecided() throws Exception {
        HttpResponse<String> response = send(host, "POST", "/messages?_method=DELETE", KEY, key(host, "messages:send"));
        assertThat(response.statusCode()).isEqualTo(403);
        response = send(host, "POST", "/messages?_method=DELETE", KEY, key(host, "messages:delete"));
        assertThat(response.body()).isEqualTo("deleted");
    }

    @Test
    void forwardingHeadersChangeNeitherAddressNorRoute() throws Exception {
        KeySpec spec = KeySpec.of("acme", Scope.tenant(), "bound")
                .allPermissions()
                .limits(new Limits(List.of(), List.of(Cidr.parse("10.0.0.0/8"))));
        IssuedKey bound = host.getBean(Latchkey.class).keys().issue(spec, TEST).orElseThrow();
        assertThat(send(host, "GET", "/messages", KEY, bound.rawKey().reveal(), "X-Forwarded-For", "10.1.1.1")
                        .statusCode())
                .isEqualTo(403);
        assertThat(send(host, "GET", "/messages", "X-Forwarded-Prefix", "/docs").statusCode())
                .isEqualTo(401);
        String key = key(host, "messages:read");
        assertThat(send(host, "GET", "/messages", KEY, key, "X-Forwarded-Prefix", "/docs")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void pathThatAFilterBehindHasRewrittenIsRefused() throws Exception {
        assertThat(send(host, "GET", "/docs/rewritten").statusCode()).isEqualTo(403);
    }

    @Test
    void pathThatSpringHasTrimmedInFrontIsRefusedAndOneThatItRedirectsToIsDecided() throws Exception {
        String key = key(host, "*");
        assertThat(send(host, "GET", "/messages", KEY, key).statusCode()).isEqualTo(200);
        for (String method : List.of("GET", "POST", "DELETE")) {
            assertThat(send(host, method, "/messages/", KEY, key).statusCode())
                    .as(method)
                    .isEqualTo(403);
        }
        HttpResponse<String> redirected = send(host, "GET", "/headers/", KEY, key);
        assertThat(redirected.statusCode()).isEqualTo(308);
        assertThat(redirected.headers().firstValue("Location")).hasValue("/headers");
        assertThat(send(host, "GET", "/headers").statusCode()).isEqualTo(401);
        assertThat(send(host, "GET", "/headers", KEY, key).statusCode()).isEqualTo(200);
    }

    @Test
    void pageOfAnotherOriginReadsRefusalsAndPreflightsNeedNoKey() throws Exception {
        HttpResponse<String> refused = send(host, "GET", "/messages", "Origin", "https://app.example");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("Access-Control-Allow-Origin")).hasValue("https://app.example");
        assertThat(refused.headers().firstValue("Access-Control-Expose-Headers").orElseThrow())
                .contains("WWW-Authenticate", "Retry-After");

        HttpResponse<String> preflight = send(
                host,
                "OPTIONS",
                "/messages",
                "Origin",
                "https://app.example",
                "Access-Control-Request-Method",
                "GET",
                "Access-Control-Request-Headers",
                "x-api-key");
        assertThat(preflight.statusCode()).isEqualTo(200);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers"))
                .hasValue("x-api-key");

        HttpResponse<String> foreign = send(host, "GET", "/messages", "Origin", "https://evil.example");
        assertThat(foreign.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void fieldsThatAPageMayReadAreNamedOnceHoweverManyRequestsThereWere() throws Exception {
        for (String path : List.of("/messages", "/annotated")) {
            for (int i = 0; i < 3; i++) {
                HttpResponse<String> refused = send(host, "GET", path, "Origin", "https://app.example");
                String exposed = refused.headers()
                        .firstValue("Access-Control-Expose-Headers")
                        .orElseThrow();
                assertThat(exposed.split(", ", -1))
                        .contains("X-Total", "WWW-Authenticate")
                        .doesNotHaveDuplicates();
            }
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @RestController
    static class Host implements WebMvcConfigurer {
        @Bean
        Routes routes() {
            return Routes.builder()
                    .tenantOnly("GET", "/messages", "messages:read")
                    .tenantOnly("POST", "/messages", "messages:send")
                    .tenantOnly("DELETE", "/messages", "messages:delete")
                    .tenantOnly("GET", "/headers")
                    .tenantOnly("GET", "/later")
                    .tenantOnly("GET", "/boom")
                    .build();
        }

        @Bean
        SecurityFilterChain security(HttpSecurity http) throws Exception {
            return http.csrf(AbstractHttpConfigurer::disable)
                    .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                    .build();
        }

        @Override
        public void addCorsMappings(CorsRegistry registry) {
            registry.addMapping("/**")
                    .allowedOrigins("https://app.example")
                    .allowedHeaders("x-api-key")
                    .exposedHeaders("X-Total");
        }

        /** Has the lowest order, as every filter without one. */
        @Bean
        Filter rewriting() {
            return (request, response, chain) -> {
                HttpServletRequest http = (HttpServletRequest) request;
                boolean rewrites = http.getRequestURI().equals("/docs/rewritten");
                chain.doFilter(rewrites ? new Rewritten(http) : request, response);
            };
        }

        @Bean
        FilterRegistrationBean<Filter> early() {
            FilterRegistrationBean<Filter> filter = new FilterRegistrationBean<>((request, response, chain) ->
                    ((HttpServletResponse) response).sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR));
            filter.addUrlPatterns("/early");
            filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
            return filter;
        }

        /** In front of the page of errors. */
        @Bean
        FilterRegistrationBean<Filter> fieldsOfErrors() {
            FilterRegistrationBean<Filter> filter = new FilterRegistrationBean<>((request, response, chain) -> {
                List<String> names = Collections.list(((HttpServletRequest) request).getHeaderNames());
                ((HttpServletResponse) response).setHeader("fields-of-the-error", String.join(" ", names));
                chain.doFilter(request, response);
            });
            filter.setDispatcherTypes(DispatcherType.ERROR);
            filter.setOrder(0);
            return filter;
        }

        @Bean
        FilterRegistrationBean<UrlHandlerFilter> slashes() {
            FilterRegistrationBean<UrlHandlerFilter> filter =
                    new FilterRegistrationBean<>(UrlHandlerFilter.trailingSlashHandler("/messages/**")
                            .wrapRequest()
                            .trailingSlashHandler("/headers/**")
                            .redirect(HttpStatus.PERMANENT_REDIRECT)
                            .build());
            filter.setOrder(-300);
            return filter;
        }

        @GetMapping("/health")
        String health() {
            return "up";
        }

        @GetMapping("/docs/**")
        String docs() {
            return "docs";
        }

        @GetMapping("/messages")
        String messages(HttpServletRequest request) {
            return "messages of " + Callers.of(request).tenant();
        }

        @GetMapping("/annotated")
        @CrossOrigin(exposedHeaders = "X-Total")
        String annotated() {
            return "annotated";
        }

        @GetMapping("/headers")
        List<String> headers(HttpServletRequest request) {
            return Collections.list(request.getHeaderNames());
        }

        @PostMapping("/messages")
        String send() {
            return "sent";
        }

        @DeleteMapping("/messages")
        String delete() {
            return "deleted";
        }

        @GetMapping("/later")
        Callable<String> later(HttpServletRequest request) {
            return () -> "later for " + Callers.of(request).tenant();
        }

        @GetMapping("/boom")
        String boom() {
            throw new IllegalStateException("the application's own");
        }
    }

    /** A request for another path, as a filter of the application would make it. */
    private static final class Rewritten extends HttpServletRequestWrapper {
        Rewritten(HttpServletRequest request) {
            super(request);
        }

        @Override
        public String getRequestURI() {
            return "/messages";
        }

        @Override
        public String getServletPath() {
            return "/messages";
        }
    }
}
