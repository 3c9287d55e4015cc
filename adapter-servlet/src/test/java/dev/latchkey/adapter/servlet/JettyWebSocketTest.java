package dev.latchkey.adapter.servlet;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import dev.latchkey.http.contract.fixture.TestHost;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The handshake of a WebSocket on Jetty, whose upgrade filter puts itself in front of all others. */
class JettyWebSocketTest {
    private static final String[] HANDSHAKE = {
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    };

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
        assertThat(handshake(host, "/v1/ws"))
                .startsWith("HTTP/1.1 401 ")
                // A filter in front of Latchkey's stays there.
                .contains("\r\nLast-Modified: first\r\n");
        assertThat(handshake(host, "/v1/ws", "x-api-key: nonsense")).startsWith("HTTP/1.1 401 ");
        assertThat(handshake(host, "/v1/other", "x-api-key: " + raw(host.tenantKeyOnce())))
                .startsWith("HTTP/1.1 403 ");
        assertThat(host.rawHead("GET " + TestHost.CONTEXT + "/v1/ws HTTP/1.1\r\nHost: test\r\n"
                        + String.join("\r\n", HANDSHAKE) + "\r\nx-api-key: " + raw(host.tenantKeyOnce()) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 101 ");
    }

    private static String handshake(TestHost host, String path, String... more) {
        StringBuilder head = new StringBuilder("GET " + TestHost.CONTEXT + path + " HTTP/1.1\r\nHost: test\r\n");
        Stream.of(HANDSHAKE, more)
                .flatMap(Stream::of)
                .forEach(line -> head.append(line).append("\r\n"));
        // A refused handshake leaves the connection open, so another request closes it.
        head.append("\r\nGET /elsewhere HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), host.port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
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
                handler,
                (context, container) ->
                        container.addEndpoint(ServerEndpointConfig.Builder.create(Silent.class, "/v1/ws")
                                .build()));
    }

    /** Says nothing. */
    public static final class Silent extends Endpoint {
        @Override
        public void onOpen(Session session, EndpointConfig config) {}
    }
}
