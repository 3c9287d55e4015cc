package dev.latchkey.adapter.servlet;

import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.contract.Binding;
import dev.latchkey.http.contract.CrossOriginContract;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.CrossOriginHandler;

/** Pages of another origin, with Jetty's own CORS in front. */
class JettyCrossOriginTest extends CrossOriginContract {
    @Override
    protected Binding binding() {
        return JettyCrossOriginTest::serve;
    }

    private static dev.latchkey.http.contract.fixture.Server serve(
            String mountPath, LatchkeyWeb web, Binding.Handler host) {
        ServletContextHandler handler = new ServletContextHandler(mountPath);
        handler.addServletContainerInitializer((classes, context) -> {
            context.addServlet("host", new ServletBinding.HostServlet(host)).addMapping("/*");
            LatchkeyServlets.install(web, context);
        });
        CrossOriginHandler cors = new CrossOriginHandler();
        cors.setAllowedOriginPatterns(Set.of("https://page\\.example"));
        cors.setAllowedMethods(Set.copyOf(METHODS));
        cors.setAllowedHeaders(Set.copyOf(HEADERS));
        cors.setExposedHeaders(new HashSet<>(web.exposedHeaders()));
        cors.setHandler(handler);
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(cors);
        try {
            server.start();
        } catch (Exception e) { // Jetty declares no narrower one
            throw new AssertionError("the host does not start", e);
        }
        return new dev.latchkey.http.contract.fixture.Server(connector.getLocalPort(), server::stop);
    }
}
