package dev.latchkey.benchmarks;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A Jetty on loopback with one servlet that does next to nothing. */
final class TrivialServer implements AutoCloseable {
    static final String PATH = "/v1/me";
    static final String BODY = "ok";

    private final Server server;
    private final ServerConnector connector;

    private TrivialServer(Server server, ServerConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    static TrivialServer start(Consumer<ServletContext> filters) throws Exception {
        ServletContextHandler handler = new ServletContextHandler("/");
        handler.addServletContainerInitializer((classes, context) -> {
            context.addServlet("trivial", new Trivial()).addMapping(PATH);
            filters.accept(context);
        });
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(handler);
        server.start();
        return new TrivialServer(server, connector);
    }

    int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }

    private static final class Trivial extends HttpServlet {
        private static final long serialVersionUID = 1L;
        private static final byte[] BYTES = BODY.getBytes(StandardCharsets.US_ASCII);

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("text/plain");
            response.setContentLength(BYTES.length);
            response.getOutputStream().write(BYTES);
        }
    }
}
