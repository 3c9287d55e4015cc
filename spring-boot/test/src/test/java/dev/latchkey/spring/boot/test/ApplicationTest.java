package dev.latchkey.spring.boot.test;

import static dev.latchkey.spring.boot.test.Nodes.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.spring.boot.test.host.Messages;
import dev.latchkey.spring.boot.test.host.Onboarding;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * An application with JPA, Flyway, Spring Security, the actuator and springdoc on a database of its own, with a pool of
 * one connection, as two nodes.
 */
@Tag("extended")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApplicationTest {
    private final String url = Nodes.newDatabase();
    private ConfigurableApplicationContext one;
    private ConfigurableApplicationContext two;
    private String key;

    @BeforeAll
    void start() {
        ConfigurableApplicationContext first = Nodes.start(url);
        List<String> keys = new ArrayList<>();
        first.getBean(Onboarding.class).greet("acme", "welcome", keys::add);
        key = keys.get(0);
        first.close();
        one = Nodes.start(url);
        two = Nodes.start(url);
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
        assertThat(send(one, "GET", "/actuator/health/latchkey", null).body())
                .contains("\"status\":\"UP\"", "\"store\":\"ready\"", "\"gate\":\"has room\"");
        assertThat(send(one, "GET", "/actuator/latchkey", null).statusCode()).isEqualTo(401);
        String reading = one.getBean(TestKeys.class).issue("actuator:read");
        assertThat(send(one, "GET", "/actuator/latchkey", reading).body())
                .contains("\"path\":\"/messages\"", "\"permission\":\"messages:read\"", "\"reach\":\"none\"");
    }

    @Test
    void healthFindsATableThatIsMissing() throws Exception {
        try (ConfigurableApplicationContext node = Nodes.start(Nodes.newDatabase())) {
            assertThat(send(node, "GET", "/actuator/health", null).statusCode()).isEqualTo(200);
            node.getBean(JdbcTemplate.class).execute("drop table latchkey_usage_day");
            assertThat(send(node, "GET", "/actuator/health", null).statusCode()).isEqualTo(503);
            assertThat(send(node, "GET", "/actuator/health/latchkey", null).body())
                    .contains("\"status\":\"DOWN\"");
        }
    }

    @Test
    void documentAndPagesOfSpringdocArePublic() throws Exception {
        HttpResponse<String> document = send(one, "GET", "/v3/api-docs", null);
        assertThat(document.statusCode()).isEqualTo(200);
        assertThat(document.body()).contains("\"/messages\"", "\"/boom\"");
        for (String path : List.of("/v3/api-docs/swagger-config", "/v3/api-docs.yaml")) {
            assertThat(send(one, "GET", path, null).statusCode()).as(path).isEqualTo(200);
        }
        HttpResponse<String> entrance = send(one, "GET", "/swagger-ui.html", null);
        assertThat(entrance.headers().firstValue("Location")).hasValue("/swagger-ui/index.html");
        assertThat(send(one, "GET", "/swagger-ui/index.html", null).body()).contains("Swagger UI");
        assertThat(send(one, "GET", "/v3/api-docs/../../messages", null).statusCode())
                .isNotEqualTo(200);
        assertThat(send(one, "GET", "/swagger-ui/..;/messages", null).statusCode())
                .isEqualTo(401);
    }

    @Test
    void portOfTheActuatorHasTheSameRoutes() throws Exception {
        try (ConfigurableApplicationContext node = Nodes.start(url, "management.server.port=0")) {
            String port = node.getEnvironment().getRequiredProperty("local.management.port");
            assertThat(Nodes.sendTo(port, "GET", "/actuator/health/latchkey", null)
                            .body())
                    .contains("\"status\":\"UP\"");
            assertThat(Nodes.sendTo(port, "GET", "/actuator/latchkey", null).statusCode())
                    .isEqualTo(401);
            assertThat(Nodes.sendTo(port, "GET", "/actuator/latchkey", key).statusCode())
                    .isEqualTo(403);
            String reading = node.getBean(TestKeys.class).issue("actuator:read");
            assertThat(Nodes.sendTo(port, "GET", "/actuator/latchkey", reading).statusCode())
                    .isEqualTo(200);
            assertThat(send(node, "GET", "/messages", key).statusCode()).isEqualTo(200);
        }
    }

    /** From tables that the starter made, beside migrations of the application alone, to those of Flyway. */
    @Test
    void flywayTakesOverTheTablesThatTheStarterMade() throws Exception {
        String other = Nodes.newDatabase();
        String[] own = {"spring.flyway.locations=classpath:db/migration", "latchkey.jdbc.initialize-schema=always"};
        String first;
        try (ConfigurableApplicationContext node = Nodes.start(other, own)) {
            first = node.getBean(TestKeys.class).issue("messages:read");
        }
        try (ConfigurableApplicationContext again = Nodes.start(other, own)) {
            assertThat(send(again, "GET", "/messages", first).statusCode()).isEqualTo(200);
        }
        try (ConfigurableApplicationContext migrated = Nodes.start(other)) {
            assertThat(migrated.getBean(Flyway.class).info().applied()).hasSizeGreaterThan(1);
            assertThat(send(migrated, "GET", "/messages", first).statusCode()).isEqualTo(200);
        }
        try (ConfigurableApplicationContext unasked =
                Nodes.start(other, "spring.flyway.enabled=false", "latchkey.jdbc.initialize-schema=never")) {
            assertThat(send(unasked, "GET", "/messages", first).statusCode()).isEqualTo(200);
        }
    }
}
