package dev.latchkey.adapter.servlet;

import dev.latchkey.http.Admission;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;

/** The WebSockets of a host: those that say nothing, and one that asks about its key at each message. */
final class Handshake {
    static final String ASKING = "/v1/asking";

    private Handshake() {}

    static List<ServerEndpointConfig> endpoints(String... paths) {
        return Stream.concat(
                        Stream.of(paths).map(path -> endpoint(Silent.class, path)),
                        Stream.of(endpoint(Asking.class, ASKING)))
                .toList();
    }

    private static ServerEndpointConfig endpoint(Class<? extends Endpoint> type, String path) {
        return ServerEndpointConfig.Builder.create(type, path).build();
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

    /** Answers messages for as long as the key is in force. */
    public static final class Asking extends Endpoint {
        @Override
        public void onOpen(Session session, EndpointConfig config) {
            Admission admission = Callers.admission(session.getUserPrincipal()).orElseThrow();
            session.addMessageHandler(String.class, message -> answer(session, admission, message));
        }

        private static void answer(Session session, Admission admission, String message) {
            try {
                if (admission.stillValid()) {
                    session.getBasicRemote().sendText("served " + message);
                } else {
                    session.close(new CloseReason(CloseCodes.VIOLATED_POLICY, "the key has ended"));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
