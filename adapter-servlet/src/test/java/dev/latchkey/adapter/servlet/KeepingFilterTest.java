package dev.latchkey.adapter.servlet;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.http.contract.fixture.TestHost;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters of the host that keep a body, of a request or of an answer, while others serve the request. */
class KeepingFilterTest {
    private static final String JSON = "{\"whatsappNumberId\":\"wn_1\"}";

    @ParameterizedTest
    @ValueSource(strings = {"REQUEST ASYNC", "REQUEST"})
    void bodyThatArrivesLateIsAnsweredBehindAFilterThatKeepsTheAnswer(String dispatches) throws IOException {
        try (TestHost host = ServletHosts.startIn((latchkey, choices, context) -> {
            add(context, new KeepingAnswers(false), true, dispatches);
            LatchkeyServlets.install(choices.build(), context);
        })) {
            String key = raw(host.tenantKey());
            for (String path : List.of("/v1/api-keys", "/v1/%61pi-keys")) {
                try (Socket client = connect(host)) {
                    send(client, post(path, key, JSON.length()) + "{");
                    letItWait(host);
                    send(client, JSON.substring(1));

                    assertThat(answer(client)).startsWith("HTTP/1.1 200 ").contains("\"numberId\":\"wn_1\"");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusalOfABodyThatIsStillSentPassesAFilterThatKeepsTheAnswer(boolean untilItIsNotAsync) throws IOException {
        try (TestHost host = inFront(new KeepingAnswers(untilItIsNotAsync));
                Socket client = connect(host)) {
            send(client, post("/v1/api-keys", "wrong", JSON.length()) + "{");

            assertThat(answerOnly(client)).startsWith("HTTP/1.1 401 ").endsWith("\"code\":\"CREDENTIAL_MALFORMED\"}");
        }
    }

    /** Some of these filters throw when a listener wants to be told of more. Nothing more arrives. */
    @Test
    void refusalBehindAFilterThatHasReadTheBodyLeavesTheConnectionOpen() throws IOException {
        try (TestHost host = inFront(KeepingFilterTest::keepBody);
                Socket client = connect(host)) {
            String refused = post("/v1/api-keys", "wrong", JSON.length()) + JSON;
            send(client, refused.replace("Connection: close\r\n", "") + refused);

            assertThat(answer(client)).containsSubsequence("HTTP/1.1 401 ", "\"code\":", "HTTP/1.1 401 ", "\"code\":");
        }
    }

    private static TestHost inFront(Filter filter) {
        return ServletHosts.startIn((latchkey, choices, context) -> {
            add(context, filter, false, "REQUEST ASYNC");
            LatchkeyServlets.install(choices.build(), context);
        });
    }

    private static void add(ServletContext context, Filter filter, boolean behind, String dispatches) {
        FilterRegistration.Dynamic registration = context.addFilter("keeping", filter);
        registration.setAsyncSupported(true);
        EnumSet<DispatcherType> all = EnumSet.noneOf(DispatcherType.class);
        Stream.of(dispatches.split(" ")).map(DispatcherType::valueOf).forEach(all::add);
        registration.addMappingForUrlPatterns(all, behind, "/*");
    }

    private static Socket connect(TestHost host) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), host.port);
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static String post(String path, String key, int length) {
        return "POST " + TestHost.CONTEXT + path + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\nx-api-key: " + key
                + "\r\nContent-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private static void send(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    private static String answer(Socket client) throws IOException {
        return new String(client.getInputStream().readAllBytes(), ISO_8859_1);
    }

    /** Does not wait for the end of the connection, which some containers leave open for a while. */
    private static String answerOnly(Socket client) throws IOException {
        StringBuilder answer = new StringBuilder();
        int one = client.getInputStream().read();
        while (one >= 0 && one != '}') {
            answer.append((char) one);
            one = client.getInputStream().read();
        }
        return answer + (one < 0 ? "" : "}");
    }

    /** Gives the server time to begin to wait. */
    private static void letItWait(TestHost host) {
        for (int i = 0; i < 5; i++) {
            assertThat(host.get("/health", null).statusCode()).isEqualTo(200);
        }
    }

    private static void keepBody(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        ByteArrayInputStream body =
                new ByteArrayInputStream(request.getInputStream().readAllBytes());
        chain.doFilter(
                new HttpServletRequestWrapper((HttpServletRequest) request) {
                    @Override
                    public ServletInputStream getInputStream() {
                        return new Kept(body);
                    }
                },
                response);
    }

    /** Without what no caller needs that reads to the end. */
    private static final class Kept extends ServletInputStream {
        private final ByteArrayInputStream body;

        Kept(ByteArrayInputStream body) {
            this.body = body;
        }

        @Override
        public int read() {
            return body.read();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            return body.read(buffer, offset, length);
        }

        @Override
        public boolean isFinished() {
            return body.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new IllegalStateException("not needed");
        }
    }

    /**
     * Writes an answer when the dispatch ends whose servlet has written it. As Spring's {@code ShallowEtagHeaderFilter}
     * it takes another dispatch for a later one of its own.
     */
    private static final class KeepingAnswers implements Filter {
        private final boolean untilItIsNotAsync;

        KeepingAnswers(boolean untilItIsNotAsync) {
            this.untilItIsNotAsync = untilItIsNotAsync;
        }

        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            KeptAnswer kept = request.getDispatcherType() == DispatcherType.ASYNC
                    ? KeptAnswer.in(response)
                    : new KeptAnswer((HttpServletResponse) response);
            chain.doFilter(request, kept);
            if (!(untilItIsNotAsync && request.isAsyncStarted())) {
                kept.write();
            }
        }
    }

    private static final class KeptAnswer extends HttpServletResponseWrapper {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

        KeptAnswer(HttpServletResponse response) {
            super(response);
        }

        static KeptAnswer in(ServletResponse response) {
            ServletResponse one = response;
            while (!(one instanceof KeptAnswer) && one instanceof ServletResponseWrapper wrapper) {
                one = wrapper.getResponse();
            }
            if (one instanceof KeptAnswer kept) {
                return kept;
            }
            throw new IllegalArgumentException("the answer is not kept");
        }

        void write() throws IOException {
            if (kept.size() > 0) {
                super.setContentLength(kept.size());
                kept.writeTo(super.getOutputStream());
                kept.reset();
            }
        }

        @Override
        public void setContentLength(int length) {}

        @Override
        public void flushBuffer() {}

        @Override
        public ServletOutputStream getOutputStream() {
            return new ServletOutputStream() {
                @Override
                public void write(int one) {
                    kept.write(one);
                }

                @Override
                public boolean isReady() {
                    return true;
                }

                @Override
                public void setWriteListener(WriteListener listener) {
                    throw new IllegalStateException("not needed");
                }
            };
        }
    }
}
