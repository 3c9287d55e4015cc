package dev.latchkey.adapter.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import dev.latchkey.http.contract.fixture.TestHost;
import jakarta.servlet.http.HttpServletResponse;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The handshake of a WebSocket on Jetty, whose upgrade filter puts itself in front of all others. */
class JettyWebSocketTest {
    @ParameterizedTest
    @ValueSource(strings = {"/*", "/v1/*"})
    void handshakeNeedsAKeyWhenWebSocketIsConfiguredAfterwards(String part) throws Exception {
        try (TestHost host = start(true, part)) {
            handshakeNeedsAKey(host);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/*", "/v1/*"})
    void handshakeNeedsAKeyWhenWebSocketIsConfiguredBefore(String part) throws Exception {
        try (TestHost host = start(false, part)) {
            handshakeNeedsAKey(host);
        }
    }

    private static void handshakeNeedsAKey(TestHost host) {
        Handshake.needsAKey(host);
        // A filter in front of Latchkey's stays there.
        assertThat(Handshake.send(host, "/v1/ws")).contains("\r\nLast-Modified: first\r\n");
    }

    private static TestHost start(boolean installFirst, String part) {
        return new TestHost(keys -> {}, (latchkey, choices) -> {
            LatchkeyWeb web = choices.routes(
                            Routes.builder().either("GET", "/v1/ws").build())
                    .build();
            ServletContextHandler handler = new ServletContextHandler(TestHost.CONTEXT);
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
        });
    }

    private static void configureWebSocket(ServletContextHandler handler) {
        JakartaWebSocketServletContainerInitializer.configure(
                handler, (context, container) -> container.addEndpoint(Handshake.endpoint()));
    }
}
