package dev.latchkey.adapter.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.contract.HandshakeContract;
import dev.latchkey.http.contract.fixture.TestHost;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The handshake of a WebSocket on Jetty, whose upgrade filter puts itself in front of all others. */
class JettyWebSocketTest {
    @Nested
    class ConfiguredAfterwards extends Handshakes {
        ConfiguredAfterwards() {
            super(true, "/*");
        }
    }

    @Nested
    class ConfiguredBefore extends Handshakes {
        ConfiguredBefore() {
            super(false, "/*");
        }
    }

    @Nested
    class ConfiguredAfterwardsForAPart extends Handshakes {
        ConfiguredAfterwardsForAPart() {
            super(true, "/v1/*");
        }
    }

    @Nested
    class ConfiguredBeforeForAPart extends Handshakes {
        ConfiguredBeforeForAPart() {
            super(false, "/v1/*");
        }
    }

    /** The contract, on a Jetty whose WebSocket is configured before or after the filter. */
    abstract static class Handshakes extends HandshakeContract {
        private final boolean installFirst;
        private final String part;
        private dev.latchkey.http.contract.fixture.Server server;

        Handshakes(boolean installFirst, String part) {
            this.installFirst = installFirst;
            this.part = part;
        }

        @Override
        protected dev.latchkey.http.contract.fixture.Server start(String mountPath, LatchkeyWeb web) {
            server = JettyWebSocketTest.start(installFirst, part, mountPath, web);
            return server;
        }

        @Test
        void filterInFrontOfLatchkeyStaysThere() throws Exception {
            HttpResponse<Void> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(
                                            "http://127.0.0.1:" + server.port() + TestHost.CONTEXT + GUARDED))
                                    .build(),
                            BodyHandlers.discarding());

            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.headers().firstValue("Last-Modified")).hasValue("first");
        }
    }

    private static dev.latchkey.http.contract.fixture.Server start(
            boolean installFirst, String part, String mountPath, LatchkeyWeb web) {
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
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(handler);
        try {
            server.start();
        } catch (Exception e) { // Jetty declares no narrower one
            throw new AssertionError("the host does not start", e);
        }
        return new dev.latchkey.http.contract.fixture.Server(connector.getLocalPort(), server::stop);
    }

    private static void configureWebSocket(ServletContextHandler handler) {
        JakartaWebSocketServletContainerInitializer.configure(
                handler,
                (context, container) ->
                        Handshake.addEndpoints(container, HandshakeContract.GUARDED, HandshakeContract.OPEN));
    }
}
