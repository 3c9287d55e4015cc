package dev.latchkey.adapter.servlet;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.IssuedKey;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import dev.latchkey.http.contract.HandshakeContract;
import dev.latchkey.http.contract.fixture.Server;
import dev.latchkey.http.contract.fixture.TestHost;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The handshake of a WebSocket in a servlet container, whatever was configured first. */
abstract class ServletHandshakeRules {
    private static final int PATIENCE_SECONDS = 30;

    /**
     * Starts a container whose WebSocket is configured before or after the filter.
     *
     * @param installFirst whether the filter is installed first
     * @param part the pattern of what the filter guards
     * @param mountPath the context path
     * @param web decides about every request
     */
    abstract Server start(boolean installFirst, String part, String mountPath, LatchkeyWeb web);

    @Test
    void openSocketEndsWithItsKey() throws Exception {
        try (TestHost host = new TestHost(
                keys -> {},
                (latchkey, choices) -> start(
                        false,
                        "/*",
                        TestHost.CONTEXT,
                        choices.routes(Routes.builder().either("*", "/**").build())
                                .build()))) {
            IssuedKey key = host.tenantKey();
            BlockingQueue<String> heard = new LinkedBlockingQueue<>();
            WebSocket socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .header("x-api-key", raw(key))
                    .buildAsync(
                            URI.create("ws://127.0.0.1:" + host.port + TestHost.CONTEXT + Handshake.ASKING),
                            new Hearing(heard))
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);

            socket.sendText("one", true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("served one");
            host.revokeElsewhere(key);
            // Not waited for: the client says that it failed if the end comes before it has taken note of the sending.
            CompletableFuture<WebSocket> unused = socket.sendText("two", true);
            assertThat(heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("closed 1008");
        }
    }

    private record Hearing(BlockingQueue<String> heard) implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            heard.add(text.toString());
            return WebSocket.Listener.super.onText(socket, text, last);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            heard.add("closed " + status);
            return WebSocket.Listener.super.onClose(socket, status, reason);
        }
    }

    @Nested
    class ConfiguredAfterwards extends Handshakes {
        ConfiguredAfterwards() {
            super(true, "/*");
        }
    }

    @Nested
    class ConfiguredBefore extends Handshakes {
        ConfiguredBefore() {
            super(false, "/*");
        }
    }

    @Nested
    class ConfiguredAfterwardsForAPart extends Handshakes {
        ConfiguredAfterwardsForAPart() {
            super(true, "/v1/*");
        }
    }

    @Nested
    class ConfiguredBeforeForAPart extends Handshakes {
        ConfiguredBeforeForAPart() {
            super(false, "/v1/*");
        }
    }

    /** The contract, in one of these orders. */
    abstract class Handshakes extends HandshakeContract {
        private final boolean installFirst;
        private final String part;

        Handshakes(boolean installFirst, String part) {
            this.installFirst = installFirst;
            this.part = part;
        }

        @Override
        protected Server start(String mountPath, LatchkeyWeb web) {
            return ServletHandshakeRules.this.start(installFirst, part, mountPath, web);
        }
    }
}
