package dev.latchkey.http.contract;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.contract.fixture.TestHost;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies that are wrong in every way get their 4xx and change nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BadBodyRules extends HostTest {
    private static final String BASE = "/v1/api-keys";
    private static final String MALFORMED =
            "{\"error\":\"Validation error\",\"details\":{\"body\":\"must be one well-formed JSON object in UTF-8\"}}";
    private final TestHost host = startHost(ErrorStyle.FLAT);
    private final String key = raw(host.tenantKey());
    private List<Object> before;

    @BeforeAll
    void fill() {
        host.numberKey("wn_1");
        before = host.contents();
    }

    @AfterAll
    void nothingHasChanged() {
        assertThat(host.contents()).isEqualTo(before);
        host.close();
    }

    static Stream<Arguments> bodies() {
        String deep = "[".repeat(100) + "]".repeat(100);
        return Stream.of(
                Arguments.of("", MALFORMED),
                Arguments.of(" ", MALFORMED),
                Arguments.of("null", MALFORMED),
                Arguments.of("[]", MALFORMED),
                Arguments.of("\"wn_1\"", MALFORMED),
                Arguments.of("whatsappNumberId=wn_1", MALFORMED),
                Arguments.of("{", MALFORMED),
                Arguments.of("{\"whatsappNumberId\":\"wn_1\"", MALFORMED),
                Arguments.of("{\"whatsappNumberId\":\"wn_1\",}", MALFORMED),
                Arguments.of("{\"whatsappNumberId\":\"wn_1\"}}", MALFORMED),
                Arguments.of("{\"whatsappNumberId\":\"wn_1\"} {}", MALFORMED),
                Arguments.of("{'whatsappNumberId':'wn_1'}", MALFORMED),
                Arguments.of("{whatsappNumberId:\"wn_1\"}", MALFORMED),
                Arguments.of("{\"whatsappNumberId\":\"wn_1\"}//", MALFORMED),
                Arguments.of("{\"whatsappNumberId\":\"wn_1\",\"whatsappNumberId\":\"wn_1\"}", MALFORMED),
                Arguments.of("{\"whatsappNumberId\":\"wn_1\",\"other\":{\"a\":1,\"a\":2}}", MALFORMED),
                Arguments.of("{\"whatsappNumberId\":\"wn_1\",\"other\":" + deep + "}", MALFORMED),
                Arguments.of("{\"whatsappNumberId\":\"wn_1\",\"other\":NaN}", MALFORMED),
                Arguments.of("{\"whatsappNumberId\":\"wn_1\",\"other\":" + "9".repeat(2000) + "}", MALFORMED),
                Arguments.of("{\"whatsappNumberId\":\"wn_1\n\"}", MALFORMED),
                Arguments.of("\ufeff{\"whatsappNumberId\":\"wn_1\"}", MALFORMED),
                Arguments.of("{}", field("is required")),
                Arguments.of("{\"whatsappnumberid\":\"wn_1\"}", unknown("whatsappnumberid")),
                Arguments.of("{\"numberId\":\"wn_1\"}", unknown("numberId")),
                Arguments.of("{\"other\":{\"whatsappNumberId\":\"wn_1\"}}", stranger("other")),
                Arguments.of("{\"whatsappNumberId\":\"wn_1\",\"scopes\":[]}", stranger("scopes")),
                Arguments.of("{\"whatsappNumberId\":null}", field("must be a string")),
                Arguments.of("{\"whatsappNumberId\":1}", field("must be a string")),
                Arguments.of("{\"whatsappNumberId\":true}", field("must be a string")),
                Arguments.of("{\"whatsappNumberId\":[\"wn_1\"]}", field("must be a string")),
                Arguments.of("{\"whatsappNumberId\":{\"id\":\"wn_1\"}}", field("must be a string")),
                Arguments.of("{\"whatsappNumberId\":\"\"}", field("must not be empty")),
                Arguments.of("{\"whatsappNumberId\":\"  \"}", field("must not be empty")),
                Arguments.of(
                        "{\"whatsappNumberId\":\"" + "a".repeat(129) + "\"}",
                        field("must have at most 128 characters")),
                Arguments.of("{\"whatsappNumberId\":\"wn_1\\u0000\"}", field("must not contain control characters")),
                Arguments.of("{\"whatsappNumberId\":\"wn_1\\n\"}", field("must not contain control characters")),
                Arguments.of("{\"whatsappNumberId\":\"\\ud800\"}", field("must be well-formed Unicode")));
    }

    private static String field(String problem) {
        return "{\"error\":\"Validation error\",\"details\":{\"whatsappNumberId\":\"" + problem + "\"}}";
    }

    private static String unknown(String member) {
        return "{\"error\":\"Validation error\",\"details\":{\"" + member
                + "\":\"is not a member; did you mean whatsappNumberId?\"}}";
    }

    private static String stranger(String member) {
        return "{\"error\":\"Validation error\",\"details\":{\"" + member
                + "\":\"is not a member; the members are whatsappNumberId\"}}";
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void malformedBodyIs400(String body, String expected) {
        HttpResponse<String> answer = host.post(BASE, key, body);

        assertThat(answer.body()).isEqualTo(expected);
        assertThat(answer.statusCode()).isEqualTo(400);
    }

    @Test
    void idsAsLongAsTheyMayBeAreLookedUpAndNotFound() {
        for (String id :
                new String[] {"a".repeat(128), "\ud83d\ude00".repeat(128), "' OR 1=1 --", "../wn_1", "WN_1", " wn_1"}) {
            assertThat(host.post(BASE, key, "{\"whatsappNumberId\":\"" + id + "\"}")
                            .statusCode())
                    .as(id)
                    .isEqualTo(404);
        }
    }

    @Test
    void otherEncodingsThanUtf8AreRefused() {
        String json = "{\"whatsappNumberId\":\"wn_1\"}";
        for (byte[] body : List.of(
                json.getBytes(StandardCharsets.UTF_16),
                json.getBytes(StandardCharsets.UTF_16LE),
                json.replace("wn_1", "wn_\u00e9").getBytes(StandardCharsets.ISO_8859_1),
                new byte[] {'{', '"', (byte) 0xc0, (byte) 0xaf, '"', ':', '1', '}'},
                new byte[] {'{', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', ':', '1', '}'})) {
            assertThat(answer("application/json", body)).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @MethodSource("mediaTypes")
    void mediaTypeDecides(String type, int status) {
        // Of a number that is not there, so that even what is read changes nothing.
        assertThat(answer(type, "{\"whatsappNumberId\":\"wn_7\"}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(status);
    }

    static Stream<Arguments> mediaTypes() {
        return Stream.of(
                Arguments.of("application/json", 404),
                Arguments.of("Application/JSON ; charset=\"UTF-8\"", 404),
                Arguments.of("application/json;charset=utf-8", 404),
                Arguments.of("application/json;charset=utf8", 404),
                Arguments.of("application/json; charset=\"UTF8\"", 404),
                Arguments.of("application/json; CHARSET = utf-8 ; x=y", 404),
                Arguments.of("application/merge-patch+json", 404),
                Arguments.of("application/json; charset='utf-8'", 415),
                Arguments.of("application/json; charset=", 415),
                Arguments.of("application/json; charset=\"utf-8", 415),
                Arguments.of("application/json; charset=utf-8; charset=utf-16", 415),
                Arguments.of("application/json; charset=none-such", 415),
                Arguments.of("application/json; charset=\u00e9", 415),
                Arguments.of("application/json; charset=iso-8859-1", 415),
                Arguments.of("text/json", 415),
                Arguments.of("text/plain", 415),
                Arguments.of("multipart/form-data; boundary=x", 415),
                Arguments.of("application/jsonp", 415),
                Arguments.of("json", 400),
                Arguments.of("/", 400),
                Arguments.of(null, 400));
    }

    @Test
    void codedBodyIsRefused() {
        String head = post("application/json", "Content-Encoding: gzip\r\nContent-Length: 2\r\n");
        assertThat(TestHost.status(host.raw(head + "{}"))).isEqualTo(415);
    }

    @Test
    void bodyOfUnknownLengthIsCutOffAtTheLimit() {
        String chunk = "1000\r\n" + " ".repeat(4096) + "\r\n";
        String head = post("application/json", "Transfer-Encoding: chunked\r\n");
        String fits = chunk.repeat(3) + "1c\r\n{\"whatsappNumberId\":\"wn_7\" }\r\n0\r\n\r\n";

        assertThat(TestHost.status(host.raw(head + fits))).isEqualTo(404);
        assertThat(TestHost.status(host.raw(head + chunk.repeat(5) + "0\r\n\r\n")))
                .isEqualTo(413);
    }

    /** Tomcat says with each 413 that the connection is closed. */
    @Test
    void bodyThatIsTooLargeIsReadToItsEndSoThatTheConnectionServesTheNextRequestOrSaysThatItIsClosed()
            throws IOException {
        String head = post("application/json", "Content-Length: 100000\r\n").replace("Connection: close\r\n", "");
        String next = post("application/json", "Content-Length: 2\r\n") + "{}";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), host.port)) {
            socket.setSoTimeout(20_000);
            for (String part : new String[] {head, " ".repeat(100_000), next}) {
                socket.getOutputStream().write(part.getBytes(StandardCharsets.ISO_8859_1));
                // Time enough for a server that does not read.
                for (int i = 0; i < 10; i++) {
                    assertThat(host.get("/health", null).statusCode()).isEqualTo(200);
                }
            }
            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(TestHost.status(answers)).isEqualTo(413);
            String first = answers.substring(0, answers.indexOf("\r\n\r\n"));
            if (!first.contains("Connection: close")) {
                assertThat(answers.lastIndexOf("HTTP/1.1 ")).as(answers).isPositive();
                assertThat(TestHost.status(answers.substring(answers.lastIndexOf("HTTP/1.1 "))))
                        .isEqualTo(400);
            }
        }
    }

    @Test
    void hugeAnnouncedBodyIsRefusedUnread() {
        String head = post("application/json", "Content-Length: 99999999999\r\n");
        assertThat(host.rawHead(head)).startsWith("HTTP/1.1 413 ");
    }

    @Test
    void brokenChunksAreAClientError() {
        String head = post("application/json", "Transfer-Encoding: chunked\r\n");
        String answer = host.raw(head + "zz\r\n{}\r\n0\r\n\r\n");
        // A container may hang up instead of letting anybody answer.
        assertThat(answer.isEmpty() ? 400 : TestHost.status(answer)).isEqualTo(400);
    }

    @Test
    void randomBytesNeverChangeAnythingNorFail() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] valid =
                "{\"whatsappNumberId\":\"wn_1\",\"more\":[1,{\"a\":\"\\u00e9\"}]}".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 300; i++) {
            byte[] body = Arrays.copyOf(valid, 1 + random.nextInt(valid.length));
            for (int n = random.nextInt(4); n >= 0; n--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            // Not what happens to name the number after all.
            if (!new String(body, StandardCharsets.ISO_8859_1).contains("wn_1\"")) {
                assertThat(answer("application/json", body))
                        .as("seed %d, round %d", seed, i)
                        .isBetween(400, 499);
            }
        }
    }

    private int answer(String type, byte[] body) {
        byte[] head = post(type, "Content-Length: " + body.length + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        byte[] request = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        return TestHost.status(host.raw(request));
    }

    private String post(String type, String headers) {
        return "POST " + TestHost.CONTEXT + BASE + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\nx-api-key: " + key
                + "\r\n" + (type == null ? "" : "Content-Type: " + type + "\r\n") + headers + "\r\n";
    }
}
