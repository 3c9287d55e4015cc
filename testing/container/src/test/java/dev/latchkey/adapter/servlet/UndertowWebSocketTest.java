package dev.latchkey.adapter.servlet;

import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import dev.latchkey.http.contract.fixture.Server;
import dev.latchkey.http.contract.fixture.TestHost;
import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import io.undertow.websockets.jsr.WebSocketDeploymentInfo;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletException;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import java.net.InetSocketAddress;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The handshake of a WebSocket on Undertow, whatever was configured first. */
class UndertowWebSocketTest {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void handshakeNeedsAKey(boolean installFirst) {
        try (TestHost host = start(installFirst)) {
            Handshake.needsAKey(host);
        }
    }

    private static TestHost start(boolean installFirst) {
        return new TestHost(keys -> {}, (latchkey, choices) -> {
            LatchkeyWeb web = choices.routes(
                            Routes.builder().either("GET", "/v1/ws").build())
                    .build();
            WebSocketDeploymentInfo webSocket = new WebSocketDeploymentInfo();
            if (!installFirst) {
                webSocket.addEndpoint(Handshake.endpoint());
            }
            ServletContainerInitializer setUp = (classes, context) -> {
                LatchkeyServlets.install(web, context);
                if (installFirst) {
                    add((ServerContainer) context.getAttribute(ServerContainer.class.getName()));
                }
            };
            return start(Servlets.deployment()
                    .setClassLoader(UndertowWebSocketTest.class.getClassLoader())
                    .setDeploymentName("web socket")
                    .setContextPath(TestHost.CONTEXT)
                    .addServletContextAttribute(WebSocketDeploymentInfo.ATTRIBUTE_NAME, webSocket)
                    .addServletContainerInitializer(new ServletContainerInitializerInfo(
                            setUp.getClass(), new ImmediateInstanceFactory<>(setUp), Set.of())));
        });
    }

    private static void add(ServerContainer container) {
        try {
            container.addEndpoint(Handshake.endpoint());
        } catch (DeploymentException e) {
            throw new AssertionError("WebSocket is not configured", e);
        }
    }

    private static Server start(DeploymentInfo deployment) {
        DeploymentManager manager = Servlets.newContainer().addDeployment(deployment);
        manager.deploy();
        try {
            Undertow server = Undertow.builder()
                    .addHttpListener(0, "127.0.0.1")
                    .setHandler(Handlers.path().addPrefixPath(TestHost.CONTEXT, manager.start()))
                    .build();
            server.start();
            InetSocketAddress address =
                    (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
            return new Server(address.getPort(), () -> {
                server.stop();
                manager.stop();
                manager.undeploy();
            });
        } catch (ServletException e) {
            throw new AssertionError("the host does not start", e);
        }
    }
}
