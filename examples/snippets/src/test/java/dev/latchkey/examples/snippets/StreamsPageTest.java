package dev.latchkey.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.IssuedKey;
import dev.latchkey.Latchkey;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.adapter.servlet.LatchkeyServlets;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;

/** The page about streams: its code is compiled, and its stream ends with the key. */
class StreamsPageTest {
    private static final Actor ADMIN = Actor.host("test");

    @Test
    void everySnippetOfThePageIsCompiledToTheLetter() throws IOException {
        Snippets.assertCompiled(
                "docs/streams.md", "examples/snippets/src/test/java/dev/latchkey/examples/snippets/EventsServlet.java");
    }

    @Test
    void streamEndsAfterItsKeyWasRevoked() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        try (Latchkey latchkey = Latchkey.builder()
                .store(new InMemoryKeyStore())
                .keyFormat(KeyFormat.of("test_"))
                .build()) {
            LatchkeyWeb web = LatchkeyWeb.builder(latchkey)
                    .routes(Routes.builder().either("GET", "/events").build())
                    .build();
            ServletContextHandler context = new ServletContextHandler();
            ServletHolder events = new ServletHolder(
                    new EventsServlet(CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS, threads)));
            events.setAsyncSupported(true);
            context.addServlet(events, "/events");
            context.addServletContainerInitializer(
                    (classes, servletContext) -> LatchkeyServlets.install(web, servletContext));
            server.setHandler(context);
            server.start();
            IssuedKey key = latchkey.keys()
                    .issue(KeySpec.of("tenant", Scope.tenant(), "stream").allPermissions(), ADMIN)
                    .orElseThrow();

            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort())) {
                socket.setSoTimeout(30_000);
                String head = "GET /events HTTP/1.1\r\nHost: test\r\nConnection: close\r\nx-api-key: "
                        + key.rawKey().reveal() + "\r\n\r\n";
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                String line = lines.readLine();
                assertThat(line).startsWith("HTTP/1.1 200 ");
                while (!line.equals("data: tick")) {
                    line = lines.readLine();
                }
                latchkey.keys().revoke("tenant", key.key().id(), "test", ADMIN).orElseThrow();
                // Without an end the socket's time limit fails the test.
                while (line != null) {
                    line = lines.readLine();
                }
            }
        } finally {
            server.stop();
            threads.shutdownNow();
        }
    }
}
