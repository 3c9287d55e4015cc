package dev.latchkey.adapter.servlet;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.http.contract.fixture.TestHost;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who waits for a body that has not arrived yet. */
class ArrivingBodyTest {
    /** More than any of the containers has threads. */
    private static final int CLIENTS = 300;

    private static final String JSON = "{\"whatsappNumberId\":\"wn_1\"}";

    @Test
    void clientsThatStopSendingHoldNoThread() throws IOException {
        List<Socket> clients = new ArrayList<>();
        try (TestHost host = ServletHosts.start(web -> web.bodyTimeout(Duration.ofMinutes(5)))) {
            String key = raw(host.tenantKey());
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(send(host, key, "{"));
            }

            assertThat(host.get("/v1/me", key).statusCode()).isEqualTo(200);
            assertThat(host.post("/v1/api-keys", key, JSON).statusCode()).isEqualTo(200);
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    @Test
    void bodyThatAFilterInFrontHasReadIsServed() {
        try (TestHost host = withFilter(ArrivingBodyTest::cacheBodies)) {
            assertThat(host.post("/v1/api-keys", raw(host.tenantKey()), JSON).statusCode())
                    .isEqualTo(200);
        }
    }

    /** A thread waits then, and looks at the time when something has arrived. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void behindAFilterWithoutAsyncABodyIsServedOrLate(int part) throws IOException {
        try (TestHost host = new TestHost(
                keys -> {},
                (latchkey, choices) -> Container.start(new Container.Application(TestHost.CONTEXT, false, context -> {
                    context.addFilter("no async", (Filter)
                                    (request, response, chain) -> chain.doFilter(request, response))
                            .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
                    LatchkeyServlets.install(
                            choices.bodyTimeout(part == 1 ? Duration.ofNanos(1) : Duration.ofMinutes(1))
                                    .build(),
                            context);
                })))) {
            String key = raw(host.tenantKey());
            try (Socket client = send(host, key, part == 1 ? "{" : JSON)) {
                byte[] answer = client.getInputStream().readAllBytes();
                assertThat(new String(answer, StandardCharsets.ISO_8859_1))
                        .startsWith(part == 1 ? "HTTP/1.1 408 " : "HTTP/1.1 200 ");
            }
        }
    }

    private static TestHost withFilter(Consumer<ServletContext> filter) {
        return ServletHosts.startIn((latchkey, choices, context) -> {
            filter.accept(context);
            LatchkeyServlets.install(choices.build(), context);
        });
    }

    private static void cacheBodies(ServletContext context) {
        Filter caching = (request, response, chain) -> {
            byte[] body = request.getInputStream().readAllBytes();
            chain.doFilter(
                    new HttpServletRequestWrapper((HttpServletRequest) request) {
                        @Override
                        public ServletInputStream getInputStream() {
                            return new Cached(body);
                        }
                    },
                    response);
        };
        FilterRegistration.Dynamic registration = context.addFilter("caching", caching);
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
    }

    /** A request whose body ends after a part when there is less of it than JSON has. */
    private static Socket send(TestHost host, String key, String part) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), host.port);
        socket.setSoTimeout(20_000);
        String head =
                "POST " + TestHost.CONTEXT + "/v1/api-keys HTTP/1.1\r\nHost: test\r\nConnection: close\r\nx-api-key: "
                        + key + "\r\nContent-Type: application/json\r\nContent-Length: " + JSON.length() + "\r\n\r\n";
        socket.getOutputStream().write((head + part).getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    /** As applications write it that read bodies twice. */
    private static final class Cached extends ServletInputStream {
        private final ByteArrayInputStream bytes;

        Cached(byte[] bytes) {
            this.bytes = new ByteArrayInputStream(bytes);
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            return bytes.read(buffer, offset, length);
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException("a cached body takes no listener");
        }
    }
}
