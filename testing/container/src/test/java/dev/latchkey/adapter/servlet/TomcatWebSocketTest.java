package dev.latchkey.adapter.servlet;

import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.contract.HandshakeContract;
import dev.latchkey.http.contract.fixture.Server;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.websocket.server.ServerContainer;
import java.util.Set;
import org.apache.tomcat.websocket.server.WsSci;
import org.junit.jupiter.api.Nested;

/** The handshake of a WebSocket on Tomcat, whatever was configured first. */
class TomcatWebSocketTest {
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

    /** The contract, on a Tomcat whose WebSocket is configured before or after the filter. */
    abstract static class Handshakes extends HandshakeContract {
        private final boolean installFirst;
        private final String part;

        Handshakes(boolean installFirst, String part) {
            this.installFirst = installFirst;
            this.part = part;
        }

        @Override
        protected Server start(String mountPath, LatchkeyWeb web) {
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
