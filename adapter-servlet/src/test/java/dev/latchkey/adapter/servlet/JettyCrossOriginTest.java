package dev.latchkey.adapter.servlet;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Latchkey;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import dev.latchkey.http.contract.fixture.TestHost;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.CrossOriginHandler;
import org.junit.jupiter.api.Test;

/** Pages of another origin, with Jetty's own CORS in front. */
class JettyCrossOriginTest {
    private static final String PAGE = "https://page.example";

    @Test
    void preflightOfAGuardedPathIsAnsweredInFront() throws Exception {
        try (TestHost host = new TestHost(keys -> {}, (latchkey, choices) -> start(latchkey))) {
            HttpResponse<String> answer = send(host.request("OPTIONS", "/v1/me", null)
                    .header("Origin", PAGE)
                    .header("Access-Control-Request-Method", "GET")
                    .header("Access-Control-Request-Headers", "x-api-key"));

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .hasValue(PAGE);
            assertThat(answer.headers()
                            .firstValue("Access-Control-Allow-Headers")
                            .orElse("")
                            .split(","))
                    .contains("x-api-key");
        }
    }

    @Test
    void pageMayReadARefusalAndItsFields() throws Exception {
        try (TestHost host = new TestHost(keys -> {}, (latchkey, choices) -> start(latchkey))) {
            HttpResponse<String> refused =
                    send(host.request("GET", "/v1/me", null).header("Origin", PAGE));
            HttpResponse<String> elsewhere = send(host.request("GET", "/v1/me", null)
                    .header("Origin", "https://other.example")
                    .header("x-api-key", raw(host.tenantKey())));

            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.headers().firstValue("Access-Control-Allow-Origin"))
                    .hasValue(PAGE);
            assertThat(refused.headers()
                            .firstValue("Access-Control-Expose-Headers")
                            .orElse("")
                            .split(","))
                    .containsExactlyInAnyOrder(
                            "Retry-After",
                            "WWW-Authenticate",
                            "Location",
                            "Idempotent-Replayed",
                            "Allow",
                            "Accept",
                            "ETag",
                            "X-Request-Id",
                            "X-RateLimit-Limit",
                            "X-RateLimit-Remaining",
                            "X-RateLimit-Reset");
            assertThat(elsewhere.headers().firstValue("Access-Control-Allow-Origin"))
                    .isEmpty();
        }
    }

    private static dev.latchkey.http.contract.fixture.Server start(Latchkey latchkey) {
        LatchkeyWeb web = LatchkeyWeb.builder(latchkey)
                .errorStyle(ErrorStyle.ENVELOPE)
                .routes(Routes.builder().either("GET", "/v1/me").build())
                .build();
        ServletContextHandler handler = new ServletContextHandler(TestHost.CONTEXT);
        handler.addServletContainerInitializer((classes, context) -> LatchkeyServlets.install(web, context));
        CrossOriginHandler cors = new CrossOriginHandler();
        cors.setAllowedOriginPatterns(Set.of("https://page\\.example"));
        cors.setAllowedHeaders(Set.of("x-api-key", "content-type", "idempotency-key"));
        cors.setExposedHeaders(new HashSet<>(web.exposedHeaders()));
        cors.setHandler(handler);
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(cors);
        try {
            server.start();
        } catch (Exception e) {
            throw new AssertionError("the host does not start", e);
        }
        return new dev.latchkey.http.contract.fixture.Server(connector.getLocalPort(), server::stop);
    }

    /** Not by the host: its document describes no field of CORS. */
    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }
}
