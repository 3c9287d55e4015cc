package dev.latchkey.adapter.webflux;

import static dev.latchkey.http.contract.fixture.TestHost.CONTEXT;
import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.access.Caller;
import dev.latchkey.http.TrustedPeers;
import dev.latchkey.http.contract.fixture.Server;
import dev.latchkey.http.contract.fixture.TestHost;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.ConnectionProvider;

/** HTTP/2 as a gateway speaks it: many requests on one connection, and no upgrade. */
class WebFluxHttp2Test {
    private final Set<String> connections = ConcurrentHashMap.newKeySet();
    private final TestHost host = new TestHost(keys -> {}, (latchkey, web) -> {
        LatchkeyWebFilter filter = new LatchkeyWebFilter(
                web.trustedHandleHeader("x-api-key-id", TrustedPeers.loopback()).build());
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .protocol(HttpProtocol.HTTP11, HttpProtocol.H2C)
                .handle(new ReactorHttpHandlerAdapter(WebFluxServers.mounted(
                        CONTEXT,
                        WebFluxServers.handler(
                                exchange -> exchange.getResponse()
                                        .writeWith(Mono.just(exchange.getResponse()
                                                .bufferFactory()
                                                .wrap(("served "
                                                                + Callers.find(exchange)
                                                                        .map(Caller::tenant)
                                                                        .orElse("nobody"))
                                                        .getBytes(StandardCharsets.UTF_8)))),
                                List.of(filter)))))
                .bindNow();
        return new Server(server.port(), server::disposeNow);
    });
    private final String key = raw(host.tenantKeyOnce());
    private final ConnectionProvider pool = ConnectionProvider.create("one", 1);
    private final HttpClient client = HttpClient.create(pool)
            .protocol(HttpProtocol.H2C)
            .host("127.0.0.1")
            .port(host.port)
            .doOnRequest((request, connection) ->
                    connections.add(connection.channel().parent().id().asLongText()));

    @AfterEach
    void stop() {
        pool.dispose();
        host.close();
    }

    @Test
    void keyIsAcceptedOnceAndRefusedWhenItIsSentTwice() {
        assertThat(get("/v1/me", headers -> headers.add("x-api-key", key))).isEqualTo("200 served acme");
        assertThat(get("/v1/me", headers -> headers.add("x-api-key", key).add("x-api-key", key)))
                .startsWith("401 ");
    }

    /** It has no field of the name Host. */
    @Test
    void authorityIsTheHostThatTrustedPeersLookAt() {
        String id = "k_" + host.tenantKeyOnce().key().secrets().get(0).handle();

        assertThat(get("/v1/me", headers -> headers.add("x-api-key-id", id))).isEqualTo("200 served acme");
        assertThat(get("/v1/me", headers -> headers.add("x-api-key-id", id).set("host", "attacker.example")))
                .startsWith("401 ");
    }

    @Test
    void endpointReadsABodyWithoutALength() {
        assertThat(post("/v1/api-keys", Flux.just("{\"whatsappNumberId\":", "\"wn_1\"}")))
                .startsWith("200 {")
                .contains("\"numberId\":\"wn_1\"");
    }

    /** The stream ends, and not the connection, which others use. */
    @Test
    void bodyThatIsNotWantedEndsOnlyItsOwnRequest() {
        String part = "x".repeat(16_384);

        assertThat(post("/v1/messages/send", Flux.range(0, 40).map(number -> part)))
                .startsWith("403 ");
        assertThat(get("/v1/me", headers -> headers.add("x-api-key", key))).isEqualTo("200 served acme");
        assertThat(connections).hasSize(1);
    }

    private String get(String path, Consumer<HttpHeaders> headers) {
        return text(client.headers(headers).get().uri(CONTEXT + path));
    }

    private String post(String path, Flux<String> parts) {
        return text(client.headers(headers -> headers.add("x-api-key", key).add("Content-Type", "application/json"))
                .request(HttpMethod.POST)
                .uri(CONTEXT + path)
                .send(parts.map(part -> Unpooled.copiedBuffer(part, StandardCharsets.UTF_8))));
    }

    private static String text(HttpClient.ResponseReceiver<?> request) {
        return request.responseSingle((response, body) -> body.asString()
                        .defaultIfEmpty("")
                        .map(text -> response.status().code() + " " + text))
                .block(Duration.ofSeconds(20));
    }
}
