package dev.latchkey.adapter.servlet;

import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.contract.Binding;
import dev.latchkey.http.contract.CrossOriginContract;
import dev.latchkey.http.contract.fixture.Server;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.handler.CrossOriginHandler;

/** Pages of another origin, with Jetty's own CORS in front. */
class JettyCrossOriginTest extends CrossOriginContract {
    @Override
    protected Binding binding() {
        return JettyCrossOriginTest::serve;
    }

    private static Server serve(String mountPath, LatchkeyWeb web, Binding.Handler host) {
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
        return JettyLauncher.serve(cors);
    }
}
