package dev.latchkey.spring.boot.test;

import dev.latchkey.spring.boot.test.host.Application;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts nodes of the application, each with a pool of one connection, and sends requests to them. */
final class Nodes {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private Nodes() {}

    /** Returns the address of a database in memory that does not exist yet. */
    static String newDatabase() {
        return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    }

    static ConfigurableApplicationContext start(String database, String... properties) {
        List<String> all = new ArrayList<>(List.of(
                "server.port=0",
                "server.address=127.0.0.1",
                "spring.datasource.url=" + database,
                "spring.datasource.hikari.maximum-pool-size=1",
                // Flyway needs two connections, and so has its own.
                "spring.flyway.url=${spring.datasource.url}",
                "spring.flyway.user=${spring.datasource.username:sa}",
                "spring.flyway.password=${spring.datasource.password:}",
                "management.endpoint.health.show-details=always",
                "management.endpoints.web.exposure.include=health,latchkey"));
        all.addAll(List.of(properties));
        return new SpringApplicationBuilder(Application.class, TestKeys.class)
                .run(all.stream().map("--"::concat).toArray(String[]::new));
    }

    static String port(ConfigurableApplicationContext node) {
        return node.getEnvironment().getRequiredProperty("local.server.port");
    }

    static HttpResponse<String> send(ConfigurableApplicationContext node, String method, String path, String key)
            throws Exception {
        return sendTo(port(node), method, path, key);
    }

    static HttpResponse<String> sendTo(String port, String method, String path, String key) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, method.equals("POST") ? BodyPublishers.ofString("hello") : BodyPublishers.noBody());
        if (key != null) {
            request.header("x-api-key", key);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }
}
