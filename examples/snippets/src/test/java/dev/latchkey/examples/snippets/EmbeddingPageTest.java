package dev.latchkey.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Latchkey;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import jakarta.servlet.ServletContextEvent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.UUID;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;

/** The listener of the page about embedding guards an application. */
class EmbeddingPageTest {
    @Test
    void theListenerGuardsTheApplication() throws Exception {
        JdbcConnectionPool pool =
                JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        context.addServlet(new ServletHolder(new EchoCallerServlet()), "/*");
        context.addEventListener(new KeysListener() {
            @Override
            public void contextInitialized(ServletContextEvent event) {
                start(pool, event.getServletContext());
            }
        });
        server.setHandler(context);
        server.start();
        try {
            Latchkey latchkey = (Latchkey) context.getServletContext().getAttribute("latchkey");
            String key = latchkey.keys()
                    .issue(KeySpec.of("acme", Scope.tenant(), "test").allPermissions(), Actor.host("test"))
                    .orElseThrow()
                    .rawKey()
                    .reveal();
            URI uri = URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/v1/projects");
            assertThat(status(uri, key)).isEqualTo(200);
            assertThat(status(uri, "acme_nonsense")).isEqualTo(401);
            assertThat(status(uri.resolve("/v1/other"), key)).isIn(403, 404);
        } finally {
            server.stop();
            pool.dispose();
        }
    }

    private static int status(URI uri, String key) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(uri).header("x-api-key", key).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode();
    }
}
