package dev.latchkey.spring.boot;

import dev.latchkey.Latchkey;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts applications of this module's tests and sends requests to them. */
final class TestHost {
    static final Actor TEST = Actor.host("test");

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private TestHost() {}

    /** Starts an application on a free port of the loopback interface, with a database in memory of its own. */
    static ConfigurableApplicationContext start(Class<?> host, String... properties) {
        List<String> all = new ArrayList<>(List.of(
                "server.port=0",
                "server.address=127.0.0.1",
                "spring.main.banner-mode=off",
                "spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID(),
                "latchkey.key-prefix=test_"));
        all.addAll(List.of(properties));
        return new SpringApplicationBuilder(host)
                .properties(all.toArray(String[]::new))
                .run();
    }

    static String key(ConfigurableApplicationContext host, String permission) {
        KeySpec spec = KeySpec.of("acme", Scope.tenant(), "test").permissions(Permissions.of(permission));
        return host.getBean(Latchkey.class)
                .keys()
                .issue(spec, TEST)
                .orElseThrow()
                .rawKey()
                .reveal();
    }

    /** Sends a request with fields, each a name followed by its value. */
    static HttpResponse<String> send(ConfigurableApplicationContext host, String method, String path, String... fields)
            throws Exception {
        return sendTo("local.server.port", host, method, path, fields);
    }

    static HttpResponse<String> sendTo(
            String portProperty, ConfigurableApplicationContext host, String method, String path, String... fields)
            throws Exception {
        String port = host.getEnvironment().getRequiredProperty(portProperty);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (fields.length > 0) {
            request.headers(fields);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
