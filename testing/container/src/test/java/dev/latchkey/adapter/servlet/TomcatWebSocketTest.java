package dev.latchkey.adapter.servlet;

import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import dev.latchkey.http.contract.fixture.TestHost;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import java.util.Set;
import org.apache.tomcat.websocket.server.WsSci;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The handshake of a WebSocket on Tomcat, whatever was configured first. */
class TomcatWebSocketTest {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void handshakeNeedsAKey(boolean installFirst) {
        try (TestHost host = start(installFirst)) {
            Handshake.needsAKey(host);
        }
    }

    private static TestHost start(boolean installFirst) {
        return new TestHost(
                keys -> {},
                (latchkey, choices) -> Container.start(new Container.Application(TestHost.CONTEXT, false, context -> {
                    LatchkeyWeb web = choices.routes(
                                    Routes.builder().either("GET", "/v1/ws").build())
                            .build();
                    // Without any servlet Tomcat answers 404 before the filters.
                    context.addServlet("echo", new ServletHosts.EchoServlet()).addMapping("/");
                    if (installFirst) {
                        LatchkeyServlets.install(web, context);
                    }
                    configureWebSocket(context);
                    if (!installFirst) {
                        LatchkeyServlets.install(web, context);
                    }
                })));
    }

    private static void configureWebSocket(ServletContext context) {
        try {
            new WsSci().onStartup(Set.of(), context);
            ((ServerContainer) context.getAttribute(ServerContainer.class.getName())).addEndpoint(Handshake.endpoint());
        } catch (DeploymentException | ServletException e) {
            throw new AssertionError("WebSocket is not configured", e);
        }
    }
}
