package dev.latchkey.spring.boot.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.spring.boot.test.host.Application;
import dev.latchkey.spring.boot.test.host.Messages;
import dev.latchkey.spring.boot.test.host.Onboarding;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * An application with JPA, Flyway, Spring Security and the actuator on a database of its own, with a pool of one
 * connection, as two nodes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApplicationTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    private ConfigurableApplicationContext one;
    private ConfigurableApplicationContext two;
    private String key;

    @BeforeAll
    void start() {
        ConfigurableApplicationContext first = node();
        List<String> keys = new ArrayList<>();
        first.getBean(Onboarding.class).greet("acme", "welcome", keys::add);
        key = keys.get(0);
        first.close();
        one = node();
        two = node();
    }

    @AfterAll
    void stop() {
        one.close();
        two.close();
    }

    @Test
    void keyOfTheFirstStartIsAcceptedByEveryNodeOfTheNext() throws Exception {
        for (ConfigurableApplicationContext node : List.of(one, two)) {
            HttpResponse<String> response = send(node, "GET", "/messages", key);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).contains("welcome");
        }
        assertThat(two.getBean(Flyway.class).info().pending()).isEmpty();
    }

    @Test
    void keyAndRowAreRolledBackTogether() throws Exception {
        List<String> keys = new ArrayList<>();
        assertThatThrownBy(() -> one.getBean(Onboarding.class).greet("globex", "", keys::add))
                .hasMessage("nothing to say");
        assertThat(keys).hasSize(1);
        assertThat(send(two, "GET", "/messages", keys.get(0)).statusCode()).isEqualTo(401);
        assertThat(one.getBean(Messages.class).findByTenant("globex")).isEmpty();

        one.getBean(Onboarding.class).greet("globex", "hello", keys::add);
        assertThat(send(two, "GET", "/messages", keys.get(1)).body()).isEqualTo("[\"hello\"]");
    }

    @Test
    void refusalsAndErrorsHaveTheirPages() throws Exception {
        HttpResponse<String> refused = send(one, "GET", "/messages", null);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        HttpResponse<String> failed = send(one, "GET", "/boom", key);
        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(failed.body()).contains("\"path\":\"/boom\"");
        assertThat(send(one, "GET", "/unnamed", key).statusCode()).isEqualTo(403);
    }

    @Test
    void methodSecurityKnowsThePermissionsOfTheKey() throws Exception {
        assertThat(send(one, "POST", "/messages", key).statusCode()).isEqualTo(200);
        String reading = one.getBean(TestKeys.class).issue("messages:read");
        assertThat(send(one, "POST", "/messages", reading).statusCode()).isEqualTo(403);
    }

    @Test
    void healthNamesThePartsAndTheEndpointListsTheRoutes() throws Exception {
        assertThat(send(one, "GET", "/actuator/health", null).body())
                .contains("\"latchkey\":{\"status\":\"UP\"", "\"store\":\"ready\"", "\"gate\":\"has room\"");
        assertThat(send(one, "GET", "/actuator/latchkey", null).statusCode()).isEqualTo(401);
        String reading = one.getBean(TestKeys.class).issue("actuator:read");
        assertThat(send(one, "GET", "/actuator/latchkey", reading).body())
                .contains("\"path\":\"/messages\"", "\"permission\":\"messages:read\"", "\"reach\":\"none\"");
    }

    @Test
    void healthFindsATableThatIsMissing() throws Exception {
        String other = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
        try (ConfigurableApplicationContext node = node("spring.datasource.url=" + other)) {
            assertThat(send(node, "GET", "/actuator/health", null).statusCode()).isEqualTo(200);
            node.getBean(JdbcTemplate.class).execute("drop table latchkey_usage_day");
            HttpResponse<String> health = send(node, "GET", "/actuator/health", null);
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(health.body()).contains("\"latchkey\":{\"status\":\"DOWN\"");
        }
    }

    private ConfigurableApplicationContext node(String... properties) {
        List<String> all = new ArrayList<>(List.of(
                "server.port=0",
                "spring.datasource.url=" + url,
                "spring.datasource.hikari.maximum-pool-size=1",
                // Flyway needs two connections, and so has its own.
                "spring.flyway.url=${spring.datasource.url}",
                "spring.flyway.user=sa",
                "spring.flyway.password=",
                "management.endpoint.health.show-details=always",
                "management.endpoints.web.exposure.include=health,latchkey"));
        all.addAll(List.of(properties));
        return new SpringApplicationBuilder(Application.class, TestKeys.class)
                .properties(all.toArray(String[]::new))
                .run();
    }

    private static HttpResponse<String> send(
            ConfigurableApplicationContext node, String method, String path, String key) throws Exception {
        String port = node.getEnvironment().getRequiredProperty("local.server.port");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .method(
                        method,
                        method.equals("POST")
                                ? HttpRequest.BodyPublishers.ofString("hello")
                                : HttpRequest.BodyPublishers.noBody());
        if (key != null) {
            request.header("x-api-key", key);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
