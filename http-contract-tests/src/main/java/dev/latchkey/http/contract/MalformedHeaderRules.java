package dev.latchkey.http.contract;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.http.Routes;
import dev.latchkey.http.contract.fixture.TestHost;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Headers that cannot be parsed are no failure of the server: the answer is the one to a request without the header, or
 * a refusal.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MalformedHeaderRules extends HostTest {
    /** A container answers these by itself to an expectation or a coding that it does not know. */
    private static final List<Integer> OF_THE_CONTAINER = List.of(417, 501);

    private final TestHost host = startHost(web -> web.routes(Routes.builder()
                    .either("POST", "/v1/numbers/{id}")
                    .on("id")
                    .open("POST", "/health")
                    .build())
            .issuedKeys("/b/keys"));
    private final String key = raw(host.tenantKey());

    @AfterAll
    void stop() {
        host.close();
    }

    static Stream<String> headers() {
        return Stream.of(
                "Content-Type: application/json; charset='utf-8'",
                "Content-Type: application/json; charset=none-such",
                "Content-Type: application/json; charset=",
                "Content-Type: application/json; charset=\"",
                "Content-Type: application/json; charset=\u00e9",
                "Content-Type: application/json; charset=%00",
                "Content-Type: application/x-www-form-urlencoded; charset='utf-8'",
                "Content-Type: multipart/form-data",
                "Content-Type: multipart/form-data; boundary=",
                "Content-Type: ;;;=",
                "Content-Type: \u00e9",
                "Content-Type: ",
                "Content-Encoding: ;",
                "Content-Length: x",
                "Content-Length: -1",
                "Content-Length: ",
                "Content-Length: 99999999999999999999",
                "Transfer-Encoding: chunked\r\nContent-Length: x",
                "Transfer-Encoding: chunked\r\nContent-Length: -1",
                "Transfer-Encoding: x",
                "Accept: ;q=x",
                "Accept-Charset: 'utf-8'",
                "Accept-Encoding: ;q=x",
                "Accept-Language: *-*-*;q=99",
                "Accept-Language: \u00e9;q=x",
                "Authorization: ",
                "Authorization: \u00e9",
                "Cookie: =;;,\"",
                "Date: never",
                "Expect: x",
                "Forwarded: for=\"[::1",
                "If-Match: \"",
                "If-Modified-Since: never",
                "If-None-Match: \"",
                "If-Unmodified-Since: 99999999999999999999",
                "Max-Forwards: x",
                "Origin: ://",
                "Range: bytes=x",
                "Upgrade: \u00e9",
                "X-Forwarded-For: [::1",
                "X-Forwarded-Port: x",
                "X-Forwarded-Proto: \u00e9");
    }

    @ParameterizedTest
    @MethodSource("headers")
    void headerThatCannotBeParsedIsNoFailure(String header) {
        for (String target : List.of(
                "GET /v1/api-keys",
                "POST /v1/api-keys",
                "GET /b/keys",
                "POST /b/keys",
                "DELETE /b/keys/none",
                "POST /v1/numbers/wn_1",
                "POST /nowhere",
                "POST /health",
                "GET /v1/openapi.json")) {
            check(target, "x-api-key: nonsense", header);
            check(target, "x-api-key: " + key, header);
        }
    }

    private void check(String target, String credential, String header) {
        String[] parts = target.split(" ", 2);
        String body = header.startsWith("Transfer-Encoding: chunked") ? "2\r\n{}\r\n0\r\n\r\n" : "{}";
        String framing = header.contains("Content-Length") || header.startsWith("Transfer-Encoding")
                ? ""
                : "Content-Length: 2\r\n";
        String type = header.startsWith("Content-Type") ? "" : "Content-Type: application/json\r\n";
        String request =
                parts[0] + " " + TestHost.CONTEXT + parts[1] + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n"
                        + credential + "\r\n" + type + framing + header + "\r\n\r\n" + body;
        String answer = host.rawAll(request.getBytes(StandardCharsets.ISO_8859_1));
        // A server may close the connection without an answer.
        int status = answer.isEmpty() ? 400 : TestHost.status(answer);
        assertThat(status < 500 || OF_THE_CONTAINER.contains(status))
                .as("%s%n%s", request, answer)
                .isTrue();
    }
}
