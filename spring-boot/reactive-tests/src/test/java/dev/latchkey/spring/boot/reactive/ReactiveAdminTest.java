package dev.latchkey.spring.boot.reactive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.http.Credential;
import dev.latchkey.http.Routes;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.SignalType;

/** Users of Spring Security manage keys in a reactive application, by the authorities that the properties name. */
@Tag("extended")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReactiveAdminTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final BlockingQueue<SignalType> ENDS = new LinkedBlockingQueue<>();
    private static final String NEW_KEY = "{\"tenant\":\"acme\",\"name\":\"new\",\"permissions\":[\"messages:send\"]}";

    /** Closed at the end, because Reactor Netty gives all servers of a process the same threads and stops them. */
    private final List<ConfigurableApplicationContext> hosts = new ArrayList<>();

    private ConfigurableApplicationContext host;

    @BeforeAll
    void start() {
        host = start("latchkey.web.console.enabled=true", "latchkey.web.admin.api-keys=true");
    }

    @AfterAll
    void stop() {
        hosts.forEach(ConfigurableApplicationContext::close);
    }

    /** Each POST issues a key. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ada   | GET    | /latchkey/keys                   |                           | 200",
                "ada   | GET    | /latchkey/me                     |                           | 200",
                "ada   | GET    | /latchkey/openapi.json           |                           | 200",
                "ada   | GET    | /latchkey/console                |                           | 200",
                "ada   | GET    | /latchkey/console/config.json    |                           | 200",
                "ada   | HEAD   | /latchkey/keys                   |                           | 200",
                "ada   | POST   | /latchkey/keys                   | Latchkey-Csrf: 1          | 201",
                "ada   | POST   | /latchkey/keys                   |                           | 403",
                "ada   | POST   | /latchkey/keys                   | Sec-Fetch-Site: cross-site | 403",
                "ada   | GET    | /latchkey/keys?tenant=globex     |                           | 404",
                "ada   | GET    | /latchkey/nothing                |                           | 401",
                "ada   | PATCH  | /latchkey/keys                   | Latchkey-Csrf: 1          | 405",
                "ada   | GET    | /latchkey/rewritten              |                           | 401",
                "ada   | GET    | /public/rewritten                |                           | 403",
                "ada   | POST   | /public                          | Latchkey-Csrf: 1          | 403",
                "guest | GET    | /latchkey/keys?tenant=acme       |                           | 404",
                "guest | POST   | /latchkey/keys                   | Latchkey-Csrf: 1          | 404",
                "      | GET    | /latchkey                        |                           | 401",
                "      | GET    | /latchkey/me                     |                           | 401",
                "      | GET    | /latchkey/keys                   |                           | 401",
                "      | GET    | /latchkey/console                |                           | 401",
                "      | POST   | /latchkey/keys                   | Latchkey-Csrf: 1          | 401",
                "      | GET    | /latchkey/../secret              |                           | 401",
                "      | GET    | /latchkey;x/keys                 |                           | 400",
                "      | GET    | /latchkey%2fkeys                 |                           | 401",
                "      | GET    | /LATCHKEY/keys                   |                           | 401",
            })
    void requestIsAnswered(String user, String method, String path, String field, int status) throws Exception {
        HttpResponse<String> answer = send(host, user, method, path, field == null ? new String[0] : field.split(": "));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).doesNotContain("served");
    }

    @Test
    void operatorIssuesAKeyThatPassesTheGuard() throws Exception {
        HttpResponse<String> issued = send(host, "ada", "POST", "/latchkey/keys", "Latchkey-Csrf", "1");
        assertThat(issued.body()).contains("\"rawKey\":\"test_");
        String key = issued.body().replaceAll("(?s).*\"rawKey\":\"([^\"]+)\".*", "$1");
        assertThat(ReactiveHost.send(host, "GET", "/secret", "Authorization", "Bearer " + key)
                        .body())
                .isEqualTo("served");
        assertThat(send(host, "ada", "GET", "/latchkey/me").body()).contains("\"acme\"", "\"ada\"");
    }

    /** The server answers by itself. */
    @Test
    void brokenChunkIsNoErrorOfTheApplication() throws Exception {
        int port = Integer.parseInt(host.getEnvironment().getRequiredProperty("local.server.port"));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("POST /latchkey/keys HTTP/1.1\r\nHost: localhost\r\nLatchkey-Csrf: 1\r\n"
                                    + "Content-Type: application/json\r\nAuthorization: " + basic("ada")
                                    + "\r\nBroken: 1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 400");
        }
        assertThat(ENDS.poll(20, TimeUnit.SECONDS)).isNotNull().isNotEqualTo(SignalType.ON_ERROR);
    }

    @Test
    void ruleOfTheEndpointsTakesThePlaceOfSpringsToken() throws Exception {
        assertThat(send(host, "ada", "POST", "/latchkey/keys").body()).contains("CROSS_SITE_REQUEST");
        ConfigurableApplicationContext strict = start("latchkey.web.admin.keep-csrf=true");
        HttpResponse<String> answer = send(strict, "ada", "POST", "/latchkey/keys", "Latchkey-Csrf", "1");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).doesNotContain("CROSS_SITE_REQUEST");
    }

    /** The guard hides a bearer token from everything else. */
    @Test
    void keyOfATenantManagesKeysWhereSpringSecurityPermitsThePath() throws Exception {
        String key = ReactiveHost.key(host, "keys:read");
        assertThat(ReactiveHost.send(host, "GET", "/latchkey/keys", "Authorization", "Bearer " + key)
                        .statusCode())
                .isEqualTo(401);
        ConfigurableApplicationContext open = start("latchkey.web.admin.api-keys=true", "test.permit=true");
        String reading = ReactiveHost.key(open, "keys:read");
        assertThat(ReactiveHost.send(open, "GET", "/latchkey/keys", "Authorization", "Bearer " + reading)
                        .statusCode())
                .isEqualTo(200);
    }

    private ConfigurableApplicationContext start(String... properties) {
        List<String> all = new ArrayList<>(List.of(
                "latchkey.web.admin.enabled=true",
                "latchkey.web.public-routes=* /public/**",
                "latchkey.web.admin.operators[0].authority=ROLE_ACME_KEYS",
                "latchkey.web.admin.operators[0].tenants=acme",
                "latchkey.web.admin.operators[0].may=keys:*",
                "latchkey.web.admin.operators[0].may-grant=messages:*"));
        all.addAll(List.of(properties));
        ConfigurableApplicationContext started = ReactiveHost.start(Host.class, all.toArray(String[]::new));
        hosts.add(started);
        return started;
    }

    private static HttpResponse<String> send(
            ConfigurableApplicationContext to, String user, String method, String path, String... fields)
            throws Exception {
        String port = to.getEnvironment().getRequiredProperty("local.server.port");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/json")
                .method(method, method.equals("POST") ? BodyPublishers.ofString(NEW_KEY) : BodyPublishers.noBody());
        if (user != null) {
            request.header("Authorization", basic(user));
        }
        if (fields.length > 0) {
            request.headers(fields);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static String basic(String user) {
        byte[] credentials = (user + ":secret").getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(credentials);
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @RestController
    static class Host {
        @Bean
        Routes routes() {
            return Routes.builder().tenantOnly("GET", "/secret").build();
        }

        @Bean
        Credential credential() {
            return Credential.bearer();
        }

        @Bean
        SecurityWebFilterChain security(ServerHttpSecurity http, @Value("${test.permit:false}") boolean permitted) {
            return http.authorizeExchange(requests -> (permitted
                                    ? requests.pathMatchers("/latchkey/**").permitAll()
                                    : requests)
                            .anyExchange()
                            .authenticated())
                    .httpBasic(Customizer.withDefaults())
                    .build();
        }

        @Bean
        MapReactiveUserDetailsService users() {
            return new MapReactiveUserDetailsService(user("ada", "ROLE_ACME_KEYS"), user("guest", "ROLE_USER"));
        }

        /** Stands in front of everything. */
        @Bean
        @Order(Ordered.HIGHEST_PRECEDENCE)
        WebFilter ending() {
            return (exchange, chain) -> exchange.getRequest().getHeaders().getFirst("Broken") != null
                    ? chain.filter(exchange).doFinally(ENDS::add)
                    : chain.filter(exchange);
        }

        /** Stands behind Spring Security, in front of the endpoints. */
        @Bean
        @Order(0)
        WebFilter rewriting() {
            return (exchange, chain) -> switch (exchange.getRequest().getPath().value()) {
                case "/latchkey/rewritten" ->
                    chain.filter(exchange.mutate()
                            .request(request -> request.path("/secret"))
                            .build());
                case "/public/rewritten" ->
                    chain.filter(exchange.mutate()
                            .request(request -> request.path("/latchkey/keys"))
                            .build());
                default -> chain.filter(exchange);
            };
        }

        @GetMapping("/secret")
        String secret() {
            return "served";
        }

        @PostMapping("/public")
        String posted() {
            return "served";
        }

        private static UserDetails user(String name, String authority) {
            return User.withUsername(name)
                    .password("{noop}secret")
                    .authorities(authority)
                    .build();
        }
    }
}
