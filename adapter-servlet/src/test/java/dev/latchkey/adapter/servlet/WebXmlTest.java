package dev.latchkey.adapter.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.Latchkey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import dev.latchkey.http.contract.fixture.Numbers;
import dev.latchkey.http.contract.fixture.TestHost;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host without code of its own: everything is said in a web.xml. */
class WebXmlTest {
    private static final String KEY = "the tenant's key";

    @TempDir
    Path folder;

    @Test
    void filterAndEndpointsOfAWebXmlShareOneConfiguration() throws Exception {
        WebAppContext app = app(HostFactory.class.getName());
        Server server = server(app);
        server.start();
        try {
            String key = (String) app.getServletContext().getAttribute(KEY);
            assertThat(get(server, "/v1/api-keys", key).statusCode()).isEqualTo(200);
            assertThat(get(server, "/v1/api-keys", key).body()).contains("\"numberId\":\"wn_1\"");
            assertThat(get(server, "/v1/api-keys", null).body()).isEqualTo("{\"error\":\"Unauthorized\"}");
            assertThat(get(server, "/WEB-INF/web.xml", key).statusCode()).isIn(403, 404);
            assertThat(get(server, "/v1/openapi.json", null).body()).contains("\"url\":\"/app\"", "\"/v1/api-keys\"");
            assertThat(get(server, "/elsewhere", key).statusCode()).isEqualTo(403);
            HttpResponse<String> regenerated = send(server, "POST", "/v1/api-keys/regenerate", key);
            assertThat(regenerated.statusCode()).isEqualTo(200);
            assertThat(get(server, "/v1/api-keys", key).statusCode()).isEqualTo(401);
        } finally {
            server.stop();
        }
    }

    @Test
    void configurationMayComeFromTheContextInstead() throws Exception {
        WebAppContext app = app("no.such.Factory");
        Server server = server(app);
        try (Latchkey latchkey = latchkey()) {
            app.setAttribute(
                    LatchkeyServlets.ATTRIBUTE,
                    LatchkeyWeb.builder(latchkey)
                            .routes(Routes.builder().open("GET", "/v1/api-keys").build())
                            .build());
            server.start();
            // Of this configuration nothing is mounted there, so even an open route serves nobody.
            assertThat(get(server, "/v1/api-keys", null).statusCode()).isEqualTo(403);
        } finally {
            server.stop();
        }
    }

    @Test
    void applicationThatCannotBeConfiguredDoesNotStart() throws Exception {
        for (String factory : new String[] {"no.such.Factory", "java.lang.String", Hidden.class.getName()}) {
            WebAppContext app = app(factory);
            app.setThrowUnavailableOnStartupException(true);
            Server server = server(app);
            assertThatThrownBy(server::start)
                    .isInstanceOf(ServletException.class)
                    .hasMessageContaining(factory);
            server.stop();
        }
    }

    private WebAppContext app(String factory) throws Exception {
        Path webInf = Files.createDirectories(folder.resolve("WEB-INF"));
        Files.writeString(webInf.resolve("web.xml"), """
                <?xml version="1.0" encoding="UTF-8"?>
                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
                  <filter>
                    <filter-name>latchkey</filter-name>
                    <filter-class>dev.latchkey.adapter.servlet.LatchkeyFilter</filter-class>
                    <async-supported>true</async-supported>
                    <init-param>
                      <param-name>factory</param-name>
                      <param-value>%s</param-value>
                    </init-param>
                    <init-param>
                      <param-name>noun</param-name>
                      <param-value>number</param-value>
                    </init-param>
                  </filter>
                  <filter-mapping>
                    <filter-name>latchkey</filter-name>
                    <url-pattern>/*</url-pattern>
                    <dispatcher>REQUEST</dispatcher>
                    <dispatcher>ASYNC</dispatcher>
                  </filter-mapping>
                  <servlet>
                    <servlet-name>api-keys</servlet-name>
                    <servlet-class>dev.latchkey.adapter.servlet.LatchkeyServlet</servlet-class>
                  </servlet>
                  <servlet-mapping>
                    <servlet-name>api-keys</servlet-name>
                    <url-pattern>/v1/api-keys/*</url-pattern>
                  </servlet-mapping>
                  <servlet>
                    <servlet-name>document</servlet-name>
                    <servlet-class>dev.latchkey.adapter.servlet.LatchkeyServlet</servlet-class>
                    <load-on-startup>1</load-on-startup>
                  </servlet>
                  <servlet-mapping>
                    <servlet-name>document</servlet-name>
                    <url-pattern>/v1/openapi.json</url-pattern>
                  </servlet-mapping>
                </web-app>
                """.formatted(factory));
        WebAppContext app = new WebAppContext();
        app.setContextPath("/app");
        app.setWar(folder.toString());
        // The classes of this test, not copies of them.
        app.setParentLoaderPriority(true);
        // Jetty cannot open its own in a jar whose path has a letter outside of ASCII.
        Path defaults = folder.resolve("webdefault.xml");
        try (InputStream packed = WebAppContext.class.getResourceAsStream("webdefault-ee10.xml")) {
            Files.write(defaults, packed.readAllBytes());
        }
        app.setDefaultsDescriptor(defaults.toUri().toString());
        return app;
    }

    private static Server server(WebAppContext app) {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(app);
        return server;
    }

    private static HttpResponse<String> get(Server server, String path, String key) throws Exception {
        return send(server, "GET", path, key);
    }

    private static HttpResponse<String> send(Server server, String method, String path, String key) throws Exception {
        int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/app" + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (key != null) {
            request.header("x-api-key", key);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    private static Latchkey latchkey() {
        return TestHost.inMemory();
    }

    /** What a host writes. */
    public static final class HostFactory implements LatchkeyWebFactory {
        @Override
        public LatchkeyWeb create(ServletContext context, Map<String, String> initParams) {
            Latchkey latchkey = latchkey();
            KeySpec spec =
                    KeySpec.of("acme", Scope.tenant(), "main").allPermissions().slot("default");
            context.setAttribute(
                    KEY,
                    latchkey.keys()
                            .issue(spec, TestHost.SETUP)
                            .orElseThrow()
                            .rawKey()
                            .reveal());
            return LatchkeyWeb.builder(latchkey)
                    .resources(new Numbers())
                    .resourceNoun(initParams.get("noun"))
                    .errorStyle(ErrorStyle.FLAT)
                    .defaultPermissions(Permissions.ALL)
                    .defaultKeys("/v1/api-keys")
                    .openApi("/v1/openapi.json")
                    .build();
        }
    }

    /** Cannot be made. */
    private static final class Hidden implements LatchkeyWebFactory {
        @Override
        public LatchkeyWeb create(ServletContext context, Map<String, String> initParams) {
            throw new AssertionError("has no public constructor");
        }
    }
}
