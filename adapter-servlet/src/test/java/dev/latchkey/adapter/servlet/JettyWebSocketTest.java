package dev.latchkey.adapter.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Latchkey;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import dev.latchkey.http.contract.HandshakeContract;
import dev.latchkey.http.contract.fixture.Server;
import dev.latchkey.http.contract.fixture.TestHost;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The handshake of a WebSocket on Jetty, whose upgrade filter puts itself in front of all others. */
class JettyWebSocketTest extends ServletHandshakeRules {
    @Override
    Server start(boolean installFirst, String part, String mountPath, LatchkeyWeb web) {
        ServletContextHandler handler = new ServletContextHandler(mountPath);
        if (!installFirst) {
            configureWebSocket(handler);
        }
        handler.addServletContainerInitializer((classes, context) -> {
            context.addFilter("first", (request, response, chain) -> {
                        ((HttpServletResponse) response).setHeader("Last-Modified", "first");
                        chain.doFilter(request, response);
                    })
                    .addMappingForUrlPatterns(null, false, "/*");
            LatchkeyServlets.install(web, context, part);
        });
        if (installFirst) {
            configureWebSocket(handler);
        }
        return JettyLauncher.serve(handler);
    }

    @ParameterizedTest
    @CsvSource({"true, /*", "false, /*", "true, /v1/*", "false, /v1/*"})
    void filterInFrontOfLatchkeyStaysThere(boolean installFirst, String part) throws Exception {
        Routes routes =
                Routes.builder().tenantOnly("GET", HandshakeContract.GUARDED).build();
        try (Latchkey latchkey = TestHost.inMemory();
                Server server = start(
                        installFirst,
                        part,
                        TestHost.CONTEXT,
                        LatchkeyWeb.builder(latchkey).routes(routes).build())) {
            URI uri = URI.create("http://127.0.0.1:" + server.port() + TestHost.CONTEXT + HandshakeContract.GUARDED);
            HttpResponse<Void> answer =
                    HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding());

            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.headers().firstValue("Last-Modified")).hasValue("first");
        }
    }

    private static void configureWebSocket(ServletContextHandler handler) {
        JakartaWebSocketServletContainerInitializer.configure(
                handler,
                (context, container) ->
                        Handshake.addEndpoints(container, HandshakeContract.GUARDED, HandshakeContract.OPEN));
    }
}
