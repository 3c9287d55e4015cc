package dev.latchkey.http.contract;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.contract.fixture.TestHost;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A body has its time. */
abstract class SlowBodyRules extends HostTest {
    /** Headers and the part of the body that arrives. Nothing more is sent. */
    private static final List<String> UNFINISHED = List.of(
            "Content-Length: 20\r\n\r\n",
            "Content-Length: 20\r\n\r\n{",
            "Content-Length: 100000\r\n\r\n{",
            "Transfer-Encoding: chunked\r\n\r\n",
            "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
            "Transfer-Encoding: chunked\r\n\r\n4e20\r\n{");

    @ParameterizedTest
    @EnumSource
    void clientThatStopsSendingIsAnsweredAndTheConnectionEnds(ErrorStyle style) {
        try (TestHost host = startHost(
                web -> web.errorStyle(style).bodyTimeout(Duration.ofMillis(100)).issuedKeys("/b/keys"))) {
            String key = raw(host.tenantKey());
            for (String base : List.of("/v1/api-keys", "/b/keys")) {
                for (String unfinished : UNFINISHED) {
                    List<Object> before = host.contents();

                    // Reads until the server closes.
                    String answer = host.raw(head(base, key) + unfinished);

                    assertThat(TestHost.status(answer)).as(unfinished).isEqualTo(408);
                    assertThat(answer.toLowerCase(Locale.ROOT)).contains("\r\nconnection: close\r\n");
                    assertThat(answer)
                            .contains(
                                    switch (style) {
                                        case FLAT -> "{\"error\":\"Request timeout\"}";
                                        case PROBLEM -> "\"code\":\"REQUEST_TIMEOUT\"}";
                                        case ENVELOPE -> "{\"error\":{\"code\":\"request_timeout\",";
                                    });
                    assertThat(host.contents()).isEqualTo(before);
                }
            }
        }
    }

    @Test
    void bodyThatArrivesInPartsWithinItsTimeIsServed() throws IOException {
        try (TestHost host = startHost(web -> web.bodyTimeout(Duration.ofMinutes(1)))) {
            String key = raw(host.tenantKey());
            String json = "{\"whatsappNumberId\":\"wn_1\"}";
            String length = "Content-Length: " + json.length() + "\r\n\r\n";
            String chunked = "Transfer-Encoding: chunked\r\n\r\n";
            for (List<String> parts : List.of(
                    List.of(length, json),
                    List.of(length + json.substring(0, 5), json.substring(5, 9), json.substring(9)),
                    List.of(chunked, "1\r\n{", "\r\n1a\r\n" + json.substring(1), "\r\n0\r\n", "\r\n"))) {
                assertThat(answer(host, head("/v1/api-keys", key), parts))
                        .as("%s", parts)
                        .startsWith("HTTP/1.1 200 ")
                        .contains("\"numberId\":\"wn_1\"");
            }
        }
    }

    private static String answer(TestHost host, String head, List<String> parts) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), host.port)) {
            socket.setSoTimeout(20_000);
            socket.setTcpNoDelay(true);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            for (String part : parts) {
                socket.getOutputStream().write(part.getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().flush();
                // Time enough for the server to wait for more.
                for (int i = 0; i < 5; i++) {
                    assertThat(host.get("/health", null).statusCode()).isEqualTo(200);
                }
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static String head(String base, String key) {
        return "POST " + TestHost.CONTEXT + base + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\nx-api-key: " + key
                + "\r\nContent-Type: application/json\r\n";
    }
}
