package dev.latchkey.adapter.vertx;

import static dev.latchkey.http.contract.fixture.TestHost.CONTEXT;
import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.access.Caller;
import dev.latchkey.http.TrustedPeers;
import dev.latchkey.http.contract.fixture.TestHost;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** HTTP/2 as a gateway speaks it: many requests on one connection, and no upgrade. */
class VertxHttp2Test {
    private final TestHost host = new TestHost(keys -> {}, (latchkey, web) -> {
        Router router = Router.router(VertxServers.VERTX);
        router.route()
                .handler(new LatchkeyHandler(
                        web.trustedHandleHeader("x-api-key-id", TrustedPeers.loopback())
                                .build(),
                        CONTEXT));
        router.route()
                .handler(context -> context.end("served "
                        + context.request().version() + " to "
                        + Callers.find(context).map(Caller::tenant).orElse("nobody")));
        return VertxServers.start(new HttpServerOptions(), router);
    });
    private final String key = raw(host.tenantKeyOnce());
    private final HttpClient client = client(new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(false)
            .setDefaultHost("127.0.0.1")
            .setDefaultPort(host.port));

    /** The method has another type in Vert.x 5, so that a call that was compiled for 4 is not found. */
    private static HttpClient client(HttpClientOptions options) {
        try {
            return (HttpClient) Vertx.class
                    .getMethod("createHttpClient", HttpClientOptions.class)
                    .invoke(VertxServers.VERTX, options);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a client cannot be made", e);
        }
    }

    @AfterEach
    void stop() {
        VertxServers.await(client.close());
        host.close();
    }

    @Test
    void keyIsAcceptedOnceAndRefusedWhenItIsSentTwice() {
        assertThat(text(request(HttpMethod.GET, "/v1/me").putHeader("x-api-key", key)))
                .isEqualTo("200 served HTTP_2 to acme");
        HttpClientRequest twice = request(HttpMethod.GET, "/v1/me");
        twice.headers().add("x-api-key", key).add("x-api-key", key);
        assertThat(text(twice)).startsWith("401 ");
    }

    /** It has no field of the name Host. */
    @Test
    void authorityIsTheHostThatTrustedPeersLookAt() {
        String id = "k_" + host.tenantKeyOnce().key().secrets().get(0).handle();

        assertThat(text(request(HttpMethod.GET, "/v1/me").putHeader("x-api-key-id", id)))
                .isEqualTo("200 served HTTP_2 to acme");
        assertThat(text(request(HttpMethod.GET, "/v1/me")
                        .authority(HostAndPort.create("attacker.example", 80))
                        .putHeader("x-api-key-id", id)))
                .startsWith("401 ");
    }

    @Test
    void endpointReadsABodyWithoutALength() {
        HttpClientRequest request = request(HttpMethod.POST, "/v1/api-keys")
                .putHeader("x-api-key", key)
                .putHeader("Content-Type", "application/json")
                .setChunked(true);
        request.write("{\"whatsappNumberId\":");
        request.write("\"wn_1\"}");

        assertThat(text(request)).startsWith("200 {").contains("\"numberId\":\"wn_1\"");
    }

    /** The stream ends, and not the connection, which others use. */
    @Test
    void bodyThatIsNotWantedEndsOnlyItsOwnRequest() {
        HttpClientRequest refused =
                request(HttpMethod.POST, "/v1/messages/send").setChunked(true);
        refused.exceptionHandler(reset -> {});
        VertxServers.await(refused.sendHead());
        HttpClientResponse answer = VertxServers.await(refused.response());
        Buffer part = Buffer.buffer(new byte[16_384]);
        for (int i = 0; i < 40; i++) {
            refused.write(part);
        }

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().contains("Connection")).isFalse();
        HttpClientRequest next = request(HttpMethod.GET, "/v1/me").putHeader("x-api-key", key);
        assertThat(next.connection()).isSameAs(refused.connection());
        assertThat(text(next)).isEqualTo("200 served HTTP_2 to acme");
    }

    private HttpClientRequest request(HttpMethod method, String path) {
        return VertxServers.await(client.request(method, CONTEXT + path));
    }

    private static String text(HttpClientRequest request) {
        // Before the response can arrive.
        Future<String> text =
                request.response().compose(response -> response.body().map(body -> response.statusCode() + " " + body));
        request.end();
        return VertxServers.await(text);
    }
}
