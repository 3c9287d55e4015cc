package dev.latchkey.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.IssuedKey;
import dev.latchkey.Latchkey;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.security.concurrent.DelegatingSecurityContextExecutorService;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a client and what the application's own code sees, over a real socket. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApplicationTest {
    private static final Actor TEST = Actor.host("test");
    private final HttpClient client = HttpClient.newHttpClient();
    /** One platform thread serves everything, so that what one request leaves behind meets the next. */
    private final ConfigurableApplicationContext application =
            start("--spring.threads.virtual.enabled=false", "--server.tomcat.threads.max=1");

    private final Latchkey latchkey = application.getBean(Latchkey.class);

    private static ConfigurableApplicationContext start(String... properties) {
        return new SpringApplicationBuilder(Application.class, Probes.class)
                .properties("server.port=0", "spring.main.banner-mode=off")
                .run(properties);
    }

    @AfterAll
    void stop() {
        application.close();
    }

    @Test
    void permissionsAreAuthorities() throws Exception {
        assertThat(send(application, "POST", "/messages", key("messages:send")).body())
                .isEqualTo("sent for acme");
        assertThat(send(application, "POST", "/messages", key("messages:*")).statusCode())
                .isEqualTo(200);
        assertThat(send(application, "POST", "/messages", key("*")).statusCode())
                .isEqualTo(200);
        assertThat(send(application, "POST", "/messages", key("messages:read")).statusCode())
                .isEqualTo(403);
    }

    @Test
    void springsRefusalLooksLikeLatchkeys() throws Exception {
        String reader = key("messages:read");
        HttpResponse<String> springs = send(application, "POST", "/messages", reader);

        assertThat(springs.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(springs.body())
                .contains("\"status\":403", "\"code\":\"INSUFFICIENT_PERMISSION\"", "\"instance\":\"/messages\"");
        HttpResponse<String> latchkeys = send(application, "GET", "/messages", null);
        assertThat(latchkeys.statusCode()).isEqualTo(401);
        assertThat(latchkeys.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(latchkeys.headers().firstValue("WWW-Authenticate")).isPresent();
        assertThat(send(application, "GET", "/nowhere", reader).statusCode()).isEqualTo(404);
    }

    @Test
    void scopeIsDecidedByTheRoutes() throws Exception {
        KeySpec bound = KeySpec.of("acme", Scope.resource("p1"), "bound").allPermissions();

        assertThat(send(application, "GET", "/reports", key("*")).body()).isEqualTo("reports of acme");
        assertThat(send(application, "GET", "/reports", raw(issue(bound))).body())
                .contains("RESOURCE_SCOPE_NOT_ALLOWED");
    }

    @Test
    void preflightIsAnsweredAndAPageOfAnotherOriginReadsARefusal() throws Exception {
        HttpResponse<String> preflight = client.send(
                request(application, "OPTIONS", "/messages")
                        .header("Origin", "https://page.example")
                        .header("Access-Control-Request-Method", "POST")
                        .header("Access-Control-Request-Headers", "x-api-key")
                        .build(),
                BodyHandlers.ofString());
        HttpResponse<String> refused = client.send(
                request(application, "GET", "/messages")
                        .header("Origin", "https://page.example")
                        .build(),
                BodyHandlers.ofString());
        HttpResponse<String> elsewhere = client.send(
                request(application, "GET", "/messages")
                        .header("Origin", "https://other.example")
                        .header("x-api-key", key("*"))
                        .build(),
                BodyHandlers.ofString());

        assertThat(preflight.statusCode()).isEqualTo(200);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers"))
                .hasValue("x-api-key");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("Access-Control-Allow-Origin")).hasValue("https://page.example");
        assertThat(refused.headers().firstValue("Access-Control-Expose-Headers").orElse(""))
                .contains("WWW-Authenticate", "Retry-After", "RateLimit-Policy");
        assertThat(elsewhere.headers().firstValue("Access-Control-Allow-Origin"))
                .isEmpty();
    }

    @Test
    void changesAreSeenByTheNextRequest() throws Exception {
        IssuedKey issued = issue(KeySpec.of("acme", Scope.tenant(), "changing").allPermissions());
        ApiKey key = issued.key();
        assertThat(send(application, "POST", "/messages", raw(issued)).statusCode())
                .isEqualTo(200);
        latchkey.keys()
                .changePermissions("acme", key.id(), Permissions.of("messages:read"), TEST)
                .orElseThrow();
        assertThat(send(application, "POST", "/messages", raw(issued)).statusCode())
                .isEqualTo(403);
        latchkey.keys().revoke("acme", key.id(), "test", TEST).orElseThrow();
        assertThat(send(application, "GET", "/messages", raw(issued)).statusCode())
                .isEqualTo(401);
    }

    @Test
    void noSessionIsMadeAndNothingIsLeftOnTheThread() throws Exception {
        for (String path : new String[] {"/messages", "/reports", "/probe", "/boom", "/nowhere"}) {
            HttpResponse<String> answer = send(application, "GET", path, key("*"));
            assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
            HttpResponse<String> next = send(application, "GET", "/health", null);
            assertThat(next.headers().allValues("Set-Cookie")).isEmpty();
            assertThat(next.body()).contains("AnonymousAuthenticationToken").doesNotContain("acme");
        }
        assertThat(application.getBean(Probes.class).sessions).hasValue(0);
    }

    @Test
    void contextTravelsWhereSpringCarriesItAndNowhereElse() throws Exception {
        assertThat(send(application, "GET", "/messages", key("messages:read")).body())
                .startsWith("messages for [messages:read] on ");
        assertThat(send(application, "GET", "/probe", key("messages:read")).body())
                .isEqualTo("carried [messages:read], plain nobody");
    }

    @Test
    void exceptionOfTheApplicationIsItsOwn() throws Exception {
        assertThat(send(application, "GET", "/boom", key("*")).statusCode()).isEqualTo(500);
        assertThat(send(application, "GET", "/error", null).statusCode()).isEqualTo(401);
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void virtualThreadsKnowTheCaller() throws Exception {
        try (ConfigurableApplicationContext virtual = start("--spring.threads.virtual.enabled=true")) {
            KeySpec spec = KeySpec.of("acme", Scope.tenant(), "v").permissions(Permissions.of("messages:read"));
            String key =
                    raw(virtual.getBean(Latchkey.class).keys().issue(spec, TEST).orElseThrow());

            assertThat(send(virtual, "GET", "/messages", key).body())
                    .startsWith("messages for [messages:read] on VirtualThread[");
            assertThat(send(virtual, "GET", "/health", null).body()).contains("AnonymousAuthenticationToken");
        }
    }

    private IssuedKey issue(KeySpec spec) {
        return latchkey.keys().issue(spec, TEST).orElseThrow();
    }

    private String key(String permission) {
        return raw(issue(KeySpec.of("acme", Scope.tenant(), "test").permissions(Permissions.of(permission))));
    }

    private static String raw(IssuedKey key) {
        return key.rawKey().reveal();
    }

    private HttpResponse<String> send(ConfigurableApplicationContext to, String method, String path, String key)
            throws Exception {
        HttpRequest.Builder request = request(to, method, path);
        if (key != null) {
            request.header("x-api-key", key);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(ConfigurableApplicationContext to, String method, String path) {
        String port = to.getEnvironment().getProperty("local.server.port");
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
    }

    /** Looks where a client cannot. */
    @RestController
    static class Probes {
        final AtomicInteger sessions = new AtomicInteger();

        @Bean
        HttpSessionListener listener() {
            return new HttpSessionListener() {
                @Override
                public void sessionCreated(HttpSessionEvent event) {
                    sessions.incrementAndGet();
                }
            };
        }

        @GetMapping("/probe")
        String probe() throws Exception {
            ExecutorService plain = Executors.newSingleThreadExecutor();
            ExecutorService carrying = new DelegatingSecurityContextExecutorService(plain);
            try {
                Callable<String> who = () -> {
                    var authentication = SecurityContextHolder.getContext().getAuthentication();
                    return authentication == null
                            ? "nobody"
                            : authentication.getAuthorities().toString();
                };
                return "carried " + carrying.submit(who).get() + ", plain "
                        + plain.submit(who).get();
            } finally {
                plain.shutdownNow();
            }
        }

        @GetMapping("/boom")
        String boom() {
            throw new IllegalStateException("the application's own");
        }
    }
}
