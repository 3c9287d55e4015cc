package dev.latchkey.adapter.servlet;

import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.stream.Stream;

/** The WebSockets of a host, which say nothing. */
final class Handshake {
    private Handshake() {}

    static List<ServerEndpointConfig> endpoints(String... paths) {
        return Stream.of(paths)
                .map(path ->
                        ServerEndpointConfig.Builder.create(Silent.class, path).build())
                .toList();
    }

    static void addEndpoints(ServerContainer container, String... paths) {
        try {
            for (ServerEndpointConfig endpoint : endpoints(paths)) {
                container.addEndpoint(endpoint);
            }
        } catch (DeploymentException e) {
            throw new AssertionError("WebSocket is not configured", e);
        }
    }

    /** Says nothing. */
    public static final class Silent extends Endpoint {
        @Override
        public void onOpen(Session session, EndpointConfig config) {}
    }
}
