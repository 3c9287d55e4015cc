package dev.latchkey.spring.boot.reactive;

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
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts reactive applications on Reactor Netty and sends requests to them. */
final class ReactiveHost {
    static {
        // The client refuses to send the header of a page otherwise.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "origin");
    }

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private ReactiveHost() {}

    /** Starts an application on a free port of the loopback interface, with its keys in memory. */
    static ConfigurableApplicationContext start(Class<?> host, String... properties) {
        List<String> all = new ArrayList<>(List.of(
                "server.port=0",
                "server.address=127.0.0.1",
                "spring.main.banner-mode=off",
                "latchkey.key-prefix=test_",
                "latchkey.store.type=in-memory"));
        all.addAll(List.of(properties));
        return new SpringApplicationBuilder(host)
                .properties(all.toArray(String[]::new))
                .run();
    }

    static String key(ConfigurableApplicationContext host, String permission) {
        KeySpec spec = KeySpec.of("acme", Scope.tenant(), "test").permissions(Permissions.of(permission));
        return host.getBean(Latchkey.class)
                .keys()
                .issue(spec, Actor.host("test"))
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
