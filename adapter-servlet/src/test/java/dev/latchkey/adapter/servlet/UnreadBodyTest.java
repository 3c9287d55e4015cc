package dev.latchkey.adapter.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.access.Refusal;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import dev.latchkey.http.contract.fixture.TestHost;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the filter does about the rest of a body that a servlet has read, or that belongs to a later version of HTTP.
 */
class UnreadBodyTest {
    private static final String CLOSE = "connection: close";

    /** Only of a stream that was read to its end does every container say so. */
    @ParameterizedTest
    @ValueSource(strings = {"stream", "form", "reader"})
    void hostThatHasReadTheBodyRefuses(String way) {
        try (TestHost own = ServletHosts.startIn((latchkey, choices, context) -> {
            LatchkeyWeb web = choices.routes(
                            Routes.builder().open("POST", "/hosts/**").build())
                    .build();
            LatchkeyServlets.install(web, context);
            context.addServlet("hosts", new Refusing(web)).addMapping("/hosts/*");
        })) {
            String first = request("POST", "/hosts/" + way) + "Content-Type: application/x-www-form-urlencoded\r\n"
                    + "Content-Length: 3\r\n\r\na=b";
            String second = request("POST", "/nowhere") + "Connection: close\r\n\r\n";

            String answers = sendAll(own, first + second);

            assertThat(TestHost.status(answers)).isEqualTo(403);
            boolean closed = headOf(answers).contains(CLOSE);
            assertThat(closed && way.equals("stream")).isFalse();
            assertThat(answers.contains("HTTP/1.1 401 ")).isNotEqualTo(closed);
        }
    }

    /** HTTP/2 forbids the header. A filter in front of the others says that this is what the client speaks. */
    @Test
    void onLaterVersionsOfHttpNoAnswerSaysThatTheConnectionIsClosed() {
        try (TestHost own = ServletHosts.startIn((latchkey, choices, context) -> {
            addVersion(context);
            LatchkeyServlets.install(choices.build(), context);
        })) {
            String answer = headOfAnswer(own, request("POST", "/v1/messages/send") + "Content-Length: 2\r\n\r\n");

            assertThat(TestHost.status(answer)).isEqualTo(401);
            assertThat(headOf(answer)).doesNotContain(CLOSE);
        }
    }

    /** What the host has written before does not become a part of the answer. */
    @ParameterizedTest
    @ValueSource(strings = {"stream", "writer"})
    void hostThatHasBegunToWriteRefuses(String way) {
        try (TestHost own = ServletHosts.startIn((latchkey, choices, context) -> {
            LatchkeyWeb web = choices.routes(
                            Routes.builder().open("GET", "/hosts/**").build())
                    .build();
            LatchkeyServlets.install(web, context);
            context.addServlet("hosts", new Refusing(web)).addMapping("/hosts/*");
        })) {
            String answer = sendAll(own, request("GET", "/hosts/" + way) + "Connection: close\r\n\r\n");

            assertThat(answer)
                    .startsWith("HTTP/1.1 403 ")
                    .contains("\r\n\r\n{\"type\"")
                    .endsWith("}");
        }
    }

    private static void addVersion(ServletContext context) {
        Filter version = (request, response, chain) -> chain.doFilter(
                new HttpServletRequestWrapper((HttpServletRequest) request) {
                    @Override
                    public String getProtocol() {
                        return "HTTP/2.0";
                    }
                },
                response);
        context.addFilter("version", version).addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
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
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
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

    private static String sendAll(TestHost host, String requests) {
        try (Socket socket = socket(host)) {
            socket.getOutputStream().write(requests.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(requests, e);
        }
    }

    private static Socket socket(TestHost host) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), host.port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** Reads the body and refuses. */
    private static final class Refusing extends HttpServlet {
        private final transient LatchkeyWeb web;

        Refusing(LatchkeyWeb web) {
            this.web = web;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if (request.getPathInfo().equals("/stream")) {
                response.getOutputStream().print("served");
            } else {
                response.getWriter().print("served");
            }
            LatchkeyServlets.refuse(web, request, response, Refusal.PERMISSION);
        }

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String read = switch (request.getPathInfo()) {
                case "/stream" -> new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                case "/form" -> "a=" + request.getParameter("a");
                default -> request.getReader().readLine();
            };
            assertThat(read).isEqualTo("a=b");
            LatchkeyServlets.refuse(web, request, response, Refusal.PERMISSION);
        }
    }
}
