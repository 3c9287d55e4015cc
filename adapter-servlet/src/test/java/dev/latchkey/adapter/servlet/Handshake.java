package dev.latchkey.adapter.servlet;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.http.contract.fixture.TestHost;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** The handshake of a WebSocket at {@code /v1/ws}, for which the host has a rule. */
final class Handshake {
    private static final String[] HEADERS = {
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    };

    private Handshake() {}

    static ServerEndpointConfig endpoint() {
        return ServerEndpointConfig.Builder.create(Silent.class, "/v1/ws").build();
    }

    /** Checks that nothing is upgraded without a good key and a rule. A good key is upgraded. */
    static void needsAKey(TestHost host) {
        assertThat(send(host, "/v1/ws")).startsWith("HTTP/1.1 401 ");
        assertThat(send(host, "/v1/ws", "x-api-key: nonsense")).startsWith("HTTP/1.1 401 ");
        assertThat(send(host, "/v1/other", "x-api-key: " + raw(host.tenantKeyOnce())))
                .startsWith("HTTP/1.1 403 ");
        assertThat(host.rawHead("GET " + TestHost.CONTEXT + "/v1/ws HTTP/1.1\r\nHost: test\r\n"
                        + String.join("\r\n", HEADERS) + "\r\nx-api-key: " + raw(host.tenantKeyOnce()) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 101 ");
    }

    static String send(TestHost host, String path, String... more) {
        StringBuilder head = new StringBuilder("GET " + TestHost.CONTEXT + path + " HTTP/1.1\r\nHost: test\r\n");
        Stream.of(HEADERS, more)
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

    /** Says nothing. */
    public static final class Silent extends Endpoint {
        @Override
        public void onOpen(Session session, EndpointConfig config) {}
    }
}
