package dev.latchkey.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Latchkey;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The jar in an application that does not use it yet: every answer is the one that is given without it. */
class JarAloneTest {
    private static final List<String> REQUESTS = List.of(
            "GET /",
            "GET /hello",
            "POST /hello",
            "OPTIONS /hello",
            "GET /nowhere",
            "GET /error",
            "GET /login",
            "GET /actuator",
            "GET /actuator/health",
            "GET /actuator/info",
            "GET /actuator/latchkey",
            "GET /actuator/metrics");

    @ParameterizedTest
    @ValueSource(strings = {"none", "ecurity", "actuate,health,metrics", "ecurity,actuate,health,metrics"})
    void noAnswerChanges(String without) throws Exception {
        List<String> bare = answers("test.without=dev.latchkey," + without);
        assertThat(answers("test.without=" + without)).isEqualTo(bare);
        assertThat(bare).anyMatch(answer -> answer.contains(without.contains("ecurity") ? "hello -> 200" : "401"));
    }

    /** With the prefix of the test host, the application would be configured, so it is blank here. */
    private static List<String> answers(String without) throws Exception {
        List<String> answers = new ArrayList<>();
        try (ConfigurableApplicationContext host = TestHost.start(
                Host.class,
                without,
                "latchkey.key-prefix=false",
                "spring.flyway.enabled=false",
                "spring.liquibase.enabled=false",
                "spring.security.user.password=fixed",
                "management.endpoints.web.exposure.include=*",
                "management.endpoint.health.show-details=always",
                "management.health.diskspace.enabled=false",
                // Meters of the garbage collector appear after the first collection, which may fall between two starts.
                "management.metrics.enable.jvm.gc=false")) {
            assertThat(host.getBeansOfType(Latchkey.class)).isEmpty();
            for (String request : REQUESTS) {
                String[] parts = request.split(" ", -1);
                HttpResponse<String> response = TestHost.send(host, parts[0], parts[1]);
                Set<String> fields = new TreeSet<>(response.headers().map().keySet());
                String port = host.getEnvironment().getRequiredProperty("local.server.port");
                String body = response.body()
                        .replace(port, "PORT")
                        .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+(Z|\\+00:00)", "TIME")
                        .replaceAll("value=\"[^\"]{20,}\"", "TOKEN");
                answers.add(request + " -> " + response.statusCode() + " " + fields + " " + body);
            }
        }
        return answers;
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @RestController
    static class Host {
        @GetMapping("/hello")
        String hello() {
            return "hello";
        }
    }
}
