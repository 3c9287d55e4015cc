package dev.latchkey.adapter.servlet;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import dev.latchkey.http.contract.fixture.Server;
import dev.latchkey.http.contract.fixture.TestHost;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Where a container puts the application, on which threads it serves it, and that the library does nothing unasked. */
class EmbeddingTest {
    private static final Routes ROUTES = Routes.builder().either("GET", "/**").build();

    @Test
    void rootOfTheServerIsGuardedToo() throws Exception {
        try (TestHost host = ServletHosts.start(ErrorStyle.FLAT);
                Server root = Container.start(new Container.Application("", false, context -> {
                    addThreads(context);
                    LatchkeyServlets.install(
                            LatchkeyWeb.builder(host.latchkey).routes(ROUTES).build(), context);
                }))) {
            assertThat(get(root, "/thread", null).statusCode()).isEqualTo(401);
            assertThat(get(root, "/thread", raw(host.tenantKey())).body()).endsWith(" serves acme");
        }
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void virtualThreadsServe() {
        try (TestHost host = ServletHosts.startOnVirtualThreads(web -> web.routes(ROUTES), EmbeddingTest::addThreads)) {
            String key = raw(host.tenantKey());

            assertThat(host.get("/thread", null).statusCode()).isEqualTo(401);
            for (String path : List.of("/thread", "/thread/later")) {
                assertThat(host.get(path, key).body())
                        .startsWith("VirtualThread[")
                        .endsWith(" serves acme");
            }
            assertThat(host.get("/v1/api-keys", key).body()).contains("\"numberId\":\"wn_1\"");
        }
    }

    @Test
    void jarAloneGuardsNothing() throws Exception {
        try (Server bare =
                Container.start(new Container.Application(TestHost.CONTEXT, false, EmbeddingTest::addThreads))) {
            HttpResponse<String> answer = get(bare, TestHost.CONTEXT + "/thread", null);

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).endsWith(" serves nobody");
            assertThat(answer.headers().map().keySet())
                    .doesNotContain("cache-control", "www-authenticate", "x-request-id", "set-cookie");
        }
    }

    /** Containers and frameworks look for such files, and register what they name. */
    @Test
    void jarHasNothingThatIsFoundByScanning() throws Exception {
        Path place = Path.of(LatchkeyFilter.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        if (Files.isDirectory(place)) {
            assertThat(files(place)).isNotEmpty().allMatch(file -> file.endsWith(".class"));
        } else {
            try (FileSystem jar = FileSystems.newFileSystem(place)) {
                assertThat(files(jar.getPath("/")))
                        .anyMatch(file -> file.endsWith(".class"))
                        .allMatch(file -> file.endsWith(".class")
                                || file.equals("META-INF/MANIFEST.MF")
                                || file.startsWith("META-INF/maven/"));
            }
        }
        // By annotations a container would find these two.
        assertThat(LatchkeyFilter.class.getAnnotations()).isEmpty();
        assertThat(LatchkeyServlet.class.getAnnotations()).isEmpty();
    }

    private static List<String> files(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(Files::isRegularFile)
                    .map(path -> root.relativize(path).toString())
                    .toList();
        }
    }

    private static void addThreads(ServletContext context) {
        var servlet = context.addServlet("threads", new ThreadServlet());
        servlet.setAsyncSupported(true);
        servlet.addMapping("/thread/*");
    }

    private static HttpResponse<String> get(Server container, String path, String key) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + container.port() + path));
        if (key != null) {
            request.header("x-api-key", key);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    /** Says which thread serves whom; below {@code /later}, which thread the container comes back on. */
    private static final class ThreadServlet extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if (request.getPathInfo() != null && request.getAttribute("later") == null) {
                request.setAttribute("later", true);
                request.startAsync().dispatch();
                return;
            }
            String caller = Callers.find(request).map(who -> who.tenant()).orElse("nobody");
            response.getWriter().print(Thread.currentThread() + " serves " + caller);
        }
    }
}
