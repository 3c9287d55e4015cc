package dev.latchkey.adapter.servlet;

import dev.latchkey.Latchkey;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import dev.latchkey.http.contract.fixture.TestHost;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.CrossOriginHandler;

/** Pages of another origin, with Jetty's own CORS in front. */
class JettyCrossOriginTest extends CrossOriginRules {
    @Override
    TestHost start() {
        return new TestHost(keys -> {}, (latchkey, choices) -> serve(latchkey));
    }

    private static dev.latchkey.http.contract.fixture.Server serve(Latchkey latchkey) {
        LatchkeyWeb web = LatchkeyWeb.builder(latchkey)
                .errorStyle(ErrorStyle.ENVELOPE)
                .routes(Routes.builder().either("GET", "/v1/me").build())
                .build();
        ServletContextHandler handler = new ServletContextHandler(TestHost.CONTEXT);
        handler.addServletContainerInitializer((classes, context) -> {
            context.addServlet("echo", new ServletHosts.EchoServlet()).addMapping("/*");
            LatchkeyServlets.install(web, context);
        });
        CrossOriginHandler cors = new CrossOriginHandler();
        cors.setAllowedOriginPatterns(Set.of("https://page\\.example"));
        cors.setAllowedHeaders(Set.of("x-api-key", "content-type", "idempotency-key"));
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
