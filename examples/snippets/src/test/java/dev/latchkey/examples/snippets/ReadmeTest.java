package dev.latchkey.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Latchkey;
import dev.latchkey.Verdict;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.KeyFormat;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    @Test
    void everySnippetOfTheReadmeIsCompiledToTheLetter() throws IOException {
        Snippets.assertCompiled(
                "README.md",
                "examples/spring-boot/src/main/java/dev/latchkey/examples/springboot/KeysConfiguration.java",
                "examples/snippets/src/test/java/dev/latchkey/examples/snippets/ReadmeSnippets.java");
    }

    @Test
    void theCoordinatesAreThoseOfTheBuild() throws IOException {
        String readme = Snippets.read("README.md");
        Matcher version = Pattern.compile("<artifactId>latchkey-parent</artifactId>\\s+<version>([^<]+)</version>")
                .matcher(Snippets.read("pom.xml"));
        assertThat(version.find()).isTrue();
        assertThat(readme)
                .contains("<artifactId>latchkey-bom</artifactId>\n  <version>" + version.group(1) + "</version>");
        assertThat(Pattern.compile("`(latchkey-adapter-\\w+)`")
                        .matcher(readme)
                        .results()
                        .map(found -> found.group(1)))
                .contains("latchkey-adapter-servlet", "latchkey-adapter-jdbc", "latchkey-adapter-mongo")
                .allSatisfy(artifact ->
                        assertThat(Snippets.read("bom/pom.xml")).contains("<artifactId>" + artifact + "</artifactId>"));
    }

    @Test
    void theUnitTestSnippetAcceptsItsKey() {
        assertThat(ReadmeSnippets.unitTest()).returns(Verdict.Outcome.ACCEPTED, Verdict::outcome);
    }

    @Test
    void theManagingSnippetLeavesARevokedKey() {
        try (Latchkey latchkey = Latchkey.builder()
                .store(new InMemoryKeyStore())
                .keyFormat(KeyFormat.of("test_"))
                .build()) {
            String key = ReadmeSnippets.manage(latchkey);
            assertThat(latchkey.authenticator().authenticate(key, Requirement.ANY, null))
                    .returns(Verdict.Outcome.REFUSED, Verdict::outcome);
        }
    }

    @Test
    void theEmbeddingSnippetGuardsTheRoutesItNames() throws Exception {
        JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:readme;DB_CLOSE_DELAY=-1", "sa", "");
        AtomicReference<Latchkey> latchkey = new AtomicReference<>();
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        context.addServlet(new ServletHolder(new EchoCallerServlet()), "/*");
        context.addServletContainerInitializer(
                (classes, servletContext) -> latchkey.set(ReadmeSnippets.embed(pool, servletContext)));
        server.setHandler(context);
        server.start();
        try {
            String key = ReadmeKeys.projectKey(latchkey.get());
            String base = "http://127.0.0.1:" + connector.getLocalPort();
            assertThat(send(base + "/v1/messages/send", key).body()).isEqualTo("tenant-1 true");
            assertThat(send(base + "/v1/projects", key).statusCode()).isEqualTo(403);
            assertThat(send(base + "/v1/unnamed", key).statusCode()).isIn(403, 404);
            assertThat(send(base + "/v1/messages/send", "acme_nonsense").statusCode())
                    .isEqualTo(401);
        } finally {
            server.stop();
            latchkey.get().close();
            pool.dispose();
        }
    }

    private static HttpResponse<String> send(String uri, String key) throws IOException, InterruptedException {
        String method = uri.endsWith("/send") ? "POST" : "GET";
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("x-api-key", key)
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
