package dev.latchkey.http.contract;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.contract.fixture.TestHost;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A body has its time. */
abstract class SlowBodyRules extends HostTest {
    /** Of a body that arrives a byte at a time. No answer within so many fails the test. */
    private static final int MOST_BYTES = 2_000;

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

    /** Each byte arrives in time, and the whole does not. */
    @Test
    void clientThatGoesOnSendingAByteAtATimeIsAnsweredWhenTheTimeOfTheWholeIsOver() throws IOException {
        try (TestHost host = startHost(web -> web.errorStyle(ErrorStyle.FLAT)
                .bodyTimeout(Duration.ofMillis(300))
                .issuedKeys("/b/keys"))) {
            String key = raw(host.tenantKey());
            for (String base : List.of("/v1/api-keys", "/b/keys")) {
                List<Object> before = host.contents();

                String answer = trickle(host, head(base, key) + "Content-Length: 5000\r\n\r\n{");

                assertThat(answer).startsWith("HTTP/1.1 408 ");
                assertThat(host.contents()).isEqualTo(before);
            }
        }
    }

    /**
     * Sends a blank every few milliseconds, until an answer comes. A server that ends the connection while a byte
     * arrives resets it. The client can then send no more, and reads the answer that was sent before.
     */
    private static String trickle(TestHost host, String head) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), host.port)) {
            socket.setSoTimeout(20_000);
            socket.setTcpNoDelay(true);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            InputStream answer = socket.getInputStream();
            boolean open = true;
            int sent = 0;
            for (; open && answer.available() == 0 && sent < MOST_BYTES; sent++) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
                open = sendsBlank(socket);
            }
            // A server that only bounds the time between two bytes would answer now, too.
            assertThat(sent).isLessThan(MOST_BYTES);
            return new String(answer.readNBytes("HTTP/1.1 408 ".length()), StandardCharsets.ISO_8859_1);
        }
    }

    private static boolean sendsBlank(Socket socket) {
        try {
            socket.getOutputStream().write(' ');
            return true;
        } catch (IOException e) {
            return false;
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
