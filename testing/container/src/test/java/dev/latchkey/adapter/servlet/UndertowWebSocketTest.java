package dev.latchkey.adapter.servlet;

import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.contract.HandshakeContract;
import dev.latchkey.http.contract.fixture.Server;
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
import jakarta.websocket.server.ServerContainer;
import java.net.InetSocketAddress;
import java.util.Set;

/** The handshake of a WebSocket on Undertow. */
class UndertowWebSocketTest extends ServletHandshakeRules {
    @Override
    Server start(boolean installFirst, String part, String mountPath, LatchkeyWeb web) {
        WebSocketDeploymentInfo webSocket = new WebSocketDeploymentInfo();
        if (!installFirst) {
            Handshake.endpoints(HandshakeContract.GUARDED, HandshakeContract.OPEN)
                    .forEach(webSocket::addEndpoint);
        }
        ServletContainerInitializer setUp = (classes, context) -> {
            LatchkeyServlets.install(web, context, part);
            if (installFirst) {
                Handshake.addEndpoints(
                        (ServerContainer) context.getAttribute(ServerContainer.class.getName()),
                        HandshakeContract.GUARDED,
                        HandshakeContract.OPEN);
            }
        };
        return start(
                mountPath,
                Servlets.deployment()
                        .setClassLoader(UndertowWebSocketTest.class.getClassLoader())
                        .setDeploymentName("web socket")
                        .setContextPath(mountPath)
                        .addServletContextAttribute(WebSocketDeploymentInfo.ATTRIBUTE_NAME, webSocket)
                        .addServletContainerInitializer(new ServletContainerInitializerInfo(
                                setUp.getClass(), new ImmediateInstanceFactory<>(setUp), Set.of())));
    }

    private static Server start(String mountPath, DeploymentInfo deployment) {
        DeploymentManager manager = Servlets.newContainer().addDeployment(deployment);
        manager.deploy();
        try {
            Undertow server = Undertow.builder()
                    .addHttpListener(0, "127.0.0.1")
                    .setHandler(Handlers.path().addPrefixPath(mountPath, manager.start()))
                    .build();
            server.start();
            InetSocketAddress address =
                    (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
            return new Server(address.getPort(), () -> {
                // In this order: without the threads of the server, Undertow waits ten seconds for open WebSockets.
                manager.stop();
                manager.undeploy();
                server.stop();
            });
        } catch (ServletException e) {
            throw new AssertionError("the host does not start", e);
        }
    }
}
