package dev.latchkey.adapter.servlet;

import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.contract.HandshakeContract;
import dev.latchkey.http.contract.fixture.Server;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.websocket.server.ServerContainer;
import java.util.Set;
import org.apache.tomcat.websocket.server.WsSci;

/** The handshake of a WebSocket on Tomcat. */
class TomcatWebSocketTest extends ServletHandshakeRules {
    @Override
    Server start(boolean installFirst, String part, String mountPath, LatchkeyWeb web) {
        return Container.start(new Container.Application(mountPath, false, context -> {
            // Without any servlet Tomcat answers 404 before the filters.
            context.addServlet("echo", new ServletHosts.EchoServlet()).addMapping("/");
            if (installFirst) {
                LatchkeyServlets.install(web, context, part);
            }
            configureWebSocket(context);
            if (!installFirst) {
                LatchkeyServlets.install(web, context, part);
            }
        }));
    }

    private static void configureWebSocket(ServletContext context) {
        try {
            new WsSci().onStartup(Set.of(), context);
        } catch (ServletException e) {
            throw new AssertionError("WebSocket is not configured", e);
        }
        Handshake.addEndpoints(
                (ServerContainer) context.getAttribute(ServerContainer.class.getName()),
                HandshakeContract.GUARDED,
                HandshakeContract.OPEN);
    }
}
