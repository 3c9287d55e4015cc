package dev.latchkey.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Latchkey;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.Cidr;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.scope.Scope;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** What Spring Boot does with forwarding headers opens no key that is bound to networks. */
class ForwardedHeadersTest {
    @ParameterizedTest
    @ValueSource(strings = {"none", "framework", "native"})
    void headerDoesNotReplaceTheAddressOfTheSocket(String strategy) throws Exception {
        try (ConfigurableApplicationContext application = new SpringApplicationBuilder(Application.class)
                .properties("server.port=0", "spring.main.banner-mode=off")
                .run("--server.forward-headers-strategy=" + strategy)) {
            assertThat(status(application, "10.0.0.0/8", "10.1.1.1")).isEqualTo(403);
            assertThat(status(application, "10.0.0.0/8", "10.1.1.1, 203.0.113.9"))
                    .isEqualTo(403);
            assertThat(status(application, "127.0.0.0/8", null)).isEqualTo(404);
        }
    }

    /** Of a path that no controller has. */
    private static int status(ConfigurableApplicationContext application, String network, String forwardedFor)
            throws Exception {
        KeySpec spec = KeySpec.of("acme", Scope.tenant(), network)
                .allPermissions()
                .limits(new Limits(List.of(), List.of(Cidr.parse(network))));
        String key = application
                .getBean(Latchkey.class)
                .keys()
                .issue(spec, Actor.host("test"))
                .orElseThrow()
                .rawKey()
                .reveal();
        String port = application.getEnvironment().getProperty("local.server.port");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/nowhere"))
                .header("x-api-key", key);
        HttpRequest sent = (forwardedFor == null ? request : request.header("X-Forwarded-For", forwardedFor)).build();
        return HttpClient.newHttpClient().send(sent, BodyHandlers.discarding()).statusCode();
    }
}
