package dev.latchkey.http.contract;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.RateLimits;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.Routes;
import dev.latchkey.http.contract.fixture.TestHost;
import dev.latchkey.ports.query.RateDecision;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that is answered before its body was read can use its connection again, or learns that it cannot. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class UnreadBodyRules extends HostTest {
    private static final int REQUESTS = 300;
    private static final String CLOSE = "connection: close";
    private static final RateLimit LIMIT = new RateLimit(60, 1, Duration.ofSeconds(1));

    /** Headers and the part of the body that arrives. Nothing more is sent. */
    private static final List<String> UNFINISHED = List.of(
            "Content-Length: 2\r\n\r\n",
            "Content-Length: 2\r\n\r\n{",
            "Content-Length: 20000\r\n\r\n{",
            "Content-Length: 262145\r\n\r\n{",
            "Content-Length: 1000000\r\n\r\n",
            "Transfer-Encoding: chunked\r\n\r\n",
            "Transfer-Encoding: chunked\r\n\r\n4e20\r\n",
            "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
            "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");

    private final TestHost host = startHost(
            keys -> keys.rateLimits(RateLimits.perKey(
                    (bucket, limits) -> new RateDecision(
                            !limits.contains(LIMIT), LIMIT, 0, Duration.ofSeconds(1), Duration.ofSeconds(1)),
                    new RateLimit(1000, 1000, Duration.ofSeconds(1)))),
            web -> web.errorStyle(ErrorStyle.FLAT)
                    .routes(Routes.builder()
                            .resourceOnly("POST", "/v1/messages/send")
                            .either("POST", "/v1/numbers/{id}")
                            .on("id")
                            .build()));
    private final String tenant = raw(host.tenantKey());
    private final String throttled = raw(host.issue(KeySpec.of("acme", Scope.tenant(), "throttled")
            .allPermissions()
            .limits(new Limits(List.of(LIMIT), List.of()))));

    @AfterAll
    void stop() {
        host.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 20_000, 200_000})
    void clientThatSendsAWrongKeyIsAnsweredEachTime(int size) throws Exception {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + host.port + TestHost.CONTEXT + "/v1/messages/send"))
                .header("x-api-key", "wrong")
                .POST(BodyPublishers.ofByteArray(new byte[size]))
                .build();
        List<String> failures = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            try {
                assertThat(client.send(request, BodyHandlers.discarding()).statusCode())
                        .isEqualTo(401);
            } catch (IOException e) {
                failures.add(i + ": " + e + ", " + e.getCause());
            }
        }
        assertThat(failures).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "401, POST,    /v1/messages/send, ''",
        "401, POST,    /nowhere,          ''",
        "403, POST,    /nowhere,          tenant",
        "403, POST,    /v1/messages/send, tenant",
        "404, POST,    /v1/numbers/wn_9,  tenant",
        "405, PUT,     /v1/api-keys,      ''",
        "204, OPTIONS, /v1/api-keys,      ''",
        "415, POST,    /v1/api-keys,      text",
        "429, POST,    /nowhere,          throttled",
        "503, POST,    /nowhere,          down",
        "200, GET,     /v1/api-keys,      tenant",
        "401, HEAD,    /v1/api-keys,      ''",
        "200, GET,     /v1/openapi.json,  ''",
        "200, HEAD,    /v1/openapi.json,  ''",
        "405, POST,    /v1/openapi.json,  ''",
        "304, GET,     /v1/openapi.json,  known"
    })
    void answerThatDoesNotWaitForTheBodySaysThatTheConnectionIsClosed(
            int status, String method, String path, String who) {
        String headers = switch (who) {
            case "text" -> "Content-Type: text/plain\r\nx-api-key: " + tenant + "\r\n";
            case "tenant", "down" -> "x-api-key: " + tenant + "\r\n";
            case "throttled" -> "x-api-key: " + throttled + "\r\n";
            case "known" -> "If-None-Match: *\r\n";
            default -> "";
        };
        host.store.down = who.equals("down");
        try {
            for (String body : UNFINISHED) {
                String answer = headOfAnswer(host, request(method, path) + headers + body);
                assertThat(TestHost.status(answer)).as(body).isEqualTo(status);
                assertThat(answer.toLowerCase(Locale.ROOT)).as(body).containsOnlyOnce(CLOSE);
            }
        } finally {
            host.store.down = false;
        }
    }

    @Test
    void bodyThatIsFarTooLargeIsRefusedUnread() {
        String head = request("POST", "/v1/api-keys") + "Content-Type: application/json\r\nx-api-key: " + tenant
                + "\r\nContent-Length: 262145\r\n\r\n";

        String answer = headOfAnswer(host, head);

        assertThat(TestHost.status(answer)).isEqualTo(413);
        assertThat(answer.toLowerCase(Locale.ROOT)).containsOnlyOnce(CLOSE);
    }

    @ParameterizedTest
    @CsvSource({
        "401, POST, /v1/messages/send, ''",
        "403, POST, /nowhere,          tenant",
        "429, POST, /nowhere,          throttled",
        "200, GET,  /v1/api-keys,      tenant",
        "200, GET,  /v1/openapi.json,  ''"
    })
    void bodyThatHasArrivedDoesNotCostTheConnection(int status, String method, String path, String who) {
        String key = who.equals("tenant") ? tenant : throttled;
        String first = request(method, path) + (who.isEmpty() ? "" : "x-api-key: " + key + "\r\n")
                + "Content-Length: 1000\r\n\r\n" + "{".repeat(1000);
        String next = request("GET", "/health");

        String answers = sendAll(host, first + next + "\r\n", next + "Connection: close\r\n\r\n");

        assertThat(TestHost.status(answers)).isEqualTo(status);
        assertThat(headOf(answers)).doesNotContain(CLOSE);
        assertThat(answers).containsPattern("(?s)\r\n\r\n.*HTTP/1.1 401 ");
    }

    @Test
    void connectionStaysOpenForAClientThatIsStillSending() throws IOException {
        int size = 20_000;
        try (SocketChannel channel =
                SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), host.port))) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.write(
                    ISO_8859_1.encode(request("POST", "/v1/messages/send") + "Content-Length: " + size + "\r\n\r\n"));
            ByteBuffer answer = ByteBuffer.allocate(8192);
            channel.read(answer);
            channel.configureBlocking(false);
            for (int sent = 0; sent < size; sent++) {
                assertThat(channel.read(answer))
                        .as("the end, after %d bytes", sent)
                        .isNotNegative();
                channel.write(ByteBuffer.allocate(1));
            }
            channel.configureBlocking(true);
            while (channel.read(answer) >= 0) {}
            String answered = ISO_8859_1.decode(answer.flip()).toString();
            assertThat(TestHost.status(answered)).isEqualTo(401);
            assertThat(answered).contains("Unauthorized");
        }
    }

    private static String request(String method, String path) {
        return method + " " + TestHost.CONTEXT + path + " HTTP/1.1\r\nHost: test\r\n";
    }

    private static String headOf(String answers) {
        return answers.substring(0, answers.indexOf("\r\n\r\n")).toLowerCase(Locale.ROOT);
    }

    /** The head of the first answer that is no interim one, while the server still waits for more. */
    private static String headOfAnswer(TestHost host, String request) {
        try (Socket socket = socket(host)) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            BufferedReader reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
            String head = head(reader);
            return head.startsWith("HTTP/1.1 100 ") ? head(reader) : head;
        } catch (IOException e) {
            throw new AssertionError(request, e);
        }
    }

    private static String head(BufferedReader reader) throws IOException {
        StringBuilder head = new StringBuilder();
        for (String line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
            head.append(line).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    /**
     * Returns all answers to requests that are sent in one go, and to a last one that is sent when the first of them is
     * answered. Some servers end the connection with the answer to a request if the one behind it asks for that.
     */
    private static String sendAll(TestHost host, String requests, String last) {
        try (Socket socket = socket(host)) {
            socket.getOutputStream().write(requests.getBytes(ISO_8859_1));
            byte[] begin = socket.getInputStream().readNBytes(1);
            socket.getOutputStream().write(last.getBytes(ISO_8859_1));
            return new String(begin, ISO_8859_1)
                    + new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(requests, e);
        }
    }

    private static Socket socket(TestHost host) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), host.port);
        socket.setSoTimeout(20_000);
        return socket;
    }
}
