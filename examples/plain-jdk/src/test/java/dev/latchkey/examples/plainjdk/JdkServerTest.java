package dev.latchkey.examples.plainjdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Latchkey;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import dev.latchkey.http.contract.Binding;
import dev.latchkey.http.contract.fixture.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is particular to the JDK's own server. */
class JdkServerTest {
    private final Latchkey latchkey = Latchkey.builder()
            .store(new InMemoryKeyStore())
            .keyFormat(KeyFormat.of("acme_"))
            .build();
    private final LatchkeyWeb web = LatchkeyWeb.builder(latchkey)
            .routes(Routes.builder()
                    .either("GET", "/me")
                    .open("*", "/open")
                    .open("*", "/open/**")
                    .build())
            .build();

    @AfterEach
    void stop() {
        latchkey.close();
    }

    /** All of these paths are open, so that the host sees a request unless the server has answered it. */
    @ParameterizedTest
    @CsvSource({
        "400, GET",
        "400, GET /app/open",
        "400, GET /app/open/%zz HTTP/1.1",
        "400, GET /app/open\\a HTTP/1.1",
        "400, GET /app/open?a|b HTTP/1.1",
        "404, GET /open HTTP/1.1",
        "404, GET //app/open HTTP/1.1",
        "404, OPTIONS * HTTP/1.1",
        "400, POST /app/open HTTP/1.1~Content-Length: 0~Content-Length: 0",
        "400, POST /app/open HTTP/1.1~Content-Length: x",
        "400, POST /app/open HTTP/1.1~Content-Length: 2~Transfer-Encoding: chunked",
        "501, POST /app/open HTTP/1.1~Transfer-Encoding: gzip",
        "400, GET /app/open HTTP/1.1~a header: of two words"
    })
    void whatTheServerAnswersItselfReachesNoHost(int status, String request) throws IOException {
        AtomicInteger served = new AtomicInteger();
        try (Server server = serve((head, admission) -> "served " + served.incrementAndGet())) {
            assertThat(exchange(server, "GET /app/open HTTP/1.1")).startsWith("HTTP/1.1 200 ");
            assertThat(exchange(server, request.replace("~", "\r\n"))).startsWith("HTTP/1.1 " + status + " ");
            assertThat(served).hasValue(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "//x/app/open",
        "//app/app/open",
        "/app//open",
        "/app/open#x",
        "/app/open/..%2f",
        "/app/x/../open",
        "/app/open%00"
    })
    void pathThatTheServerReadsDifferentlyReachesNoHost(String target) throws IOException {
        try (Server server = serve((head, admission) -> "served")) {
            String answer = exchange(server, "GET " + target + " HTTP/1.1");

            assertThat(answer).startsWith("HTTP/1.1 401 ").doesNotContain("served");
        }
    }

    @Test
    void absoluteFormNamesTheSamePath() throws IOException {
        try (Server server = serve((head, admission) -> head.rawPath() + " " + head.rawQuery())) {
            assertThat(exchange(server, "GET http://test:80/app/open/a?b=/c HTTP/1.1"))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("\r\n/app/open/a b=/c");
        }
    }

    /**
     * The attributes of an exchange are those of its context: a caller that is kept there is that of another request.
     */
    @Test
    void simultaneousRequestsHaveTheirOwnCallers() throws Exception {
        CyclicBarrier both = new CyclicBarrier(2);
        try (Server server = serve((head, admission) -> {
            await(both);
            return admission.orElseThrow().caller().map(Caller::tenant).orElseThrow();
        })) {
            List<CompletableFuture<HttpResponse<String>>> answers = Stream.of("acme", "globex")
                    .map(tenant -> get(server, tenant))
                    .toList();

            assertThat(answers.get(0).get(20, TimeUnit.SECONDS).body()).isEqualTo("acme");
            assertThat(answers.get(1).get(20, TimeUnit.SECONDS).body()).isEqualTo("globex");
        }
    }

    private Server serve(Binding.Handler host) {
        return LatchkeyGuardTest.start("/app", web, host);
    }

    private CompletableFuture<HttpResponse<String>> get(Server server, String tenant) {
        String key = latchkey.keys()
                .issue(KeySpec.of(tenant, Scope.tenant(), "test"), Actor.host("test"))
                .orElseThrow()
                .rawKey()
                .reveal();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/app/me"))
                .header("x-api-key", key)
                .build();
        return HttpClient.newHttpClient().sendAsync(request, BodyHandlers.ofString());
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(20, TimeUnit.SECONDS);
        } catch (Exception e) { // of three kinds, and each fails the test
            throw new IllegalStateException("the other request did not come", e);
        }
    }

    private static String exchange(Server server, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(20_000);
            String whole = request + "\r\nHost: test\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(whole.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
