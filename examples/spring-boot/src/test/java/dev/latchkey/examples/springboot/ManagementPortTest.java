package dev.latchkey.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Latchkey;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Actuator, on the port of the application and on one of its own: the same rules. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManagementPortTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private final ConfigurableApplicationContext application = new SpringApplicationBuilder(Application.class)
            .properties("server.port=0", "spring.main.banner-mode=off")
            .run(
                    "--management.server.port=0",
                    "--management.server.address=127.0.0.1",
                    "--management.endpoints.web.exposure.include=health,info");

    private final ConfigurableApplicationContext onePort = new SpringApplicationBuilder(Application.class)
            .properties("server.port=0", "spring.main.banner-mode=off")
            .run("--management.endpoints.web.exposure.include=health,info");

    @AfterAll
    void stop() {
        onePort.close();
        application.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void healthIsOpenAndTheRestNeedsAKey(boolean ownPort) throws Exception {
        assertThat(get(ownPort, "/actuator/health", null).statusCode()).isEqualTo(200);
        assertThat(get(ownPort, "/actuator/info", null).statusCode()).isEqualTo(401);
        assertThat(get(ownPort, "/actuator/info", "nonsense").statusCode()).isEqualTo(401);
        assertThat(get(ownPort, "/actuator/info", key(ownPort, "messages:read")).statusCode())
                .isEqualTo(403);
        assertThat(get(ownPort, "/actuator/info", key(ownPort, "actuator:read")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void actuatorIsOnItsOwnPortAlone() throws Exception {
        String everything = key(true, "*");
        URI elsewhere = URI.create("http://127.0.0.1:" + port("local.server.port", application) + "/actuator/info");

        assertThat(send(HttpRequest.newBuilder(elsewhere).header("x-api-key", everything))
                        .statusCode())
                .isEqualTo(404);
    }

    private HttpResponse<String> get(boolean ownPort, String path, String key) throws Exception {
        String port = ownPort ? port("local.management.port", application) : port("local.server.port", onePort);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        return send(key == null ? request : request.header("x-api-key", key));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static String port(String property, ConfigurableApplicationContext of) {
        return of.getEnvironment().getProperty(property);
    }

    private String key(boolean ownPort, String permission) {
        KeySpec spec = KeySpec.of("acme", Scope.tenant(), permission).permissions(Permissions.of(permission));
        return (ownPort ? application : onePort)
                .getBean(Latchkey.class)
                .keys()
                .issue(spec, Actor.host("test"))
                .orElseThrow()
                .rawKey()
                .reveal();
    }
}
