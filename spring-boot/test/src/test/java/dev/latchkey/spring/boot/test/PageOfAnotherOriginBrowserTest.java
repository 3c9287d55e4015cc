package dev.latchkey.spring.boot.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Pages of other origins in a Chromium of the system, which sends preflights and decides what a page may read. A page
 * reports to its own server. The application admits pages of {@code localhost}, and not those of {@code 127.0.0.1}.
 */
@Tag("extended")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageOfAnotherOriginBrowserTest {
    private static final String PAGE = """
            <!doctype html><title>Of another origin</title><script>
            const call = async options => {
              try {
                const answer = await fetch('http://127.0.0.1:PORT/messages', options);
                const body = await answer.text();
                return answer.status + ' ' + answer.headers.get('WWW-Authenticate') + ' ' + body.length;
              } catch (error) {
                return 'blocked';
              }
            };
            (async () => {
              const key = {'x-api-key': 'KEY'};
              const all = [await call({}), await call({headers: {'x-api-key': 'none'}}), await call({headers: key}),
                await call({method: 'POST', headers: {...key, 'Content-Type': 'application/json'}, body: '"hi"'})];
              await fetch('/report', {method: 'POST', body: all.join('\\n')});
            })();
            </script>
            """;

    private final BlockingQueue<String> reports = new LinkedBlockingQueue<>();
    private ConfigurableApplicationContext node;
    private HttpServer pages;

    @TempDir
    private Path profile;

    @BeforeAll
    void start() throws IOException {
        assumeTrue(chromium().isPresent(), "Chromium is not installed");
        node = Nodes.start(Nodes.newDatabase());
        String key = node.getBean(TestKeys.class).issue("messages:*");
        byte[] page = PAGE.replace("PORT", Nodes.port(node)).replace("KEY", key).getBytes(StandardCharsets.UTF_8);
        pages = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        pages.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        pages.createContext("/report", exchange -> {
            reports.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        pages.start();
    }

    @AfterAll
    void stop() {
        if (node != null) {
            pages.stop(0);
            node.close();
        }
    }

    @Test
    void pageThatIsAdmittedReadsAnswersAndRefusals() throws Exception {
        assertThat(visited("localhost").lines())
                .satisfiesExactly(
                        missing -> assertThat(missing).startsWith("401 ").doesNotContain("null"),
                        unknown -> assertThat(unknown).startsWith("401 ").doesNotContain("null"),
                        read -> assertThat(read).startsWith("200 "),
                        sent -> assertThat(sent).startsWith("200 "));
    }

    @Test
    void pageThatIsNotAdmittedReadsNothing() throws Exception {
        assertThat(visited("127.0.0.1").lines()).hasSize(4).containsOnly("blocked");
    }

    /** Returns what the page reports. */
    private String visited(String name) throws Exception {
        Process browser = new ProcessBuilder(
                        chromium().orElseThrow().getPath(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile.resolve(name),
                        "http://" + name + ":" + pages.getAddress().getPort() + "/")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            String report = reports.poll(120, TimeUnit.SECONDS);
            assertThat(report).as("the page reported in time").isNotNull();
            return report;
        } finally {
            browser.descendants().forEach(ProcessHandle::destroyForcibly);
            browser.destroyForcibly().waitFor();
        }
    }

    private static Optional<File> chromium() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of("chromium", "chromium-browser", "google-chrome")
                .flatMap(name -> Stream.of(path.split(File.pathSeparator)).map(folder -> new File(folder, name)))
                .filter(File::canExecute)
                .findFirst();
    }
}
