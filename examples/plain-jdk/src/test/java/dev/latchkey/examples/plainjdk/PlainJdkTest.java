package dev.latchkey.examples.plainjdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.IssuedKey;
import dev.latchkey.Latchkey;
import dev.latchkey.RateLimits;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.adapter.inmemory.InMemoryRateLimiter;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.StoreException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Over a real socket: every verdict has its status. */
class PlainJdkTest {
    private static final Actor TEST = Actor.host("test");
    private static final KeySpec SPEC =
            KeySpec.of("acme", Scope.tenant(), "test").allPermissions();
    private static final int ATTEMPTS = 10;
    private final HttpClient client = HttpClient.newHttpClient();
    private volatile boolean storeFails;
    private Latchkey latchkey;
    private PlainJdk application;

    @BeforeEach
    void start() throws Exception {
        KeyStore real = new InMemoryKeyStore();
        KeyStore failing = (KeyStore) Proxy.newProxyInstance(
                KeyStore.class.getClassLoader(), new Class<?>[] {KeyStore.class}, (proxy, method, arguments) -> {
                    if (storeFails) {
                        throw new StoreException("the store is down", null);
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        latchkey = Latchkey.builder()
                .store(failing)
                .keyFormat(KeyFormat.of("acme_"))
                .failedAttempts(
                        new InMemoryRateLimiter(Clock.systemUTC()),
                        new RateLimit(ATTEMPTS, ATTEMPTS, Duration.ofHours(1)),
                        new RateLimit(ATTEMPTS, ATTEMPTS, Duration.ofHours(1)))
                .rateLimits(RateLimits.perKey(
                        new InMemoryRateLimiter(Clock.systemUTC()), new RateLimit(100, 100, Duration.ofSeconds(1))))
                .build();
        application = PlainJdk.start(latchkey, 0, ErrorStyle.FLAT);
    }

    @AfterEach
    void stop() {
        application.close();
        latchkey.close();
    }

    @Test
    void goodKeyIsServed() throws Exception {
        String key = key(SPEC);

        assertThat(get("/me", key).body()).isEqualTo("you are acme\n");
        assertThat(send("POST", "/messages", key).body()).isEqualTo("sent for acme\n");
        assertThat(get("/me", key).headers().firstValue("Cache-Control")).hasValue("no-store");
    }

    @Test
    void bothDialectsAndTheirDocumentAreServed() throws Exception {
        String key = key(SPEC);

        assertThat(get("/v1/api-keys", key).body()).contains("\"name\":\"test\"");
        assertThat(get("/v1/default-keys", key).body()).contains("\"resource\":\"4930123456\"");
        assertThat(get("/v1/openapi.json").body()).contains("/v1/api-keys", "/v1/default-keys");
        assertThat(get("/v1/nowhere", key).statusCode()).isEqualTo(403);
        assertThat(get("/health").body()).isEqualTo("up, everyone\n");
    }

    @Test
    void headHasTheLengthOfTheBodyAndNoBody() throws Exception {
        HttpResponse<String> head = send("HEAD", "/v1/openapi.json");

        assertThat(head.headers().firstValueAsLong("Content-Length").orElseThrow())
                .isEqualTo(get("/v1/openapi.json").body().getBytes(StandardCharsets.UTF_8).length);
        assertThat(head.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"FLAT, application/json", "PROBLEM, application/problem+json", "ENVELOPE, application/json"})
    void errorsHaveTheChosenStyle(ErrorStyle style, String type) throws Exception {
        application.close();
        application = PlainJdk.start(latchkey, 0, style);

        assertThat(get("/me").headers().firstValue("Content-Type")).hasValue(type);
        assertThat(get("/me").headers().firstValue("X-Request-Id").isPresent()).isEqualTo(style == ErrorStyle.ENVELOPE);
    }

    @Test
    void otherCredentialsAre401() throws Exception {
        String key = key(SPEC);

        for (HttpResponse<String> answer :
                List.of(get("/me"), get("/me", "nonsense"), get("/me", key, key), get("/me?x-api-key=" + key))) {
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate"))
                    .hasValue("ApiKey realm=\"api\", header=\"x-api-key\"");
        }
    }

    @Test
    void missingPermissionIs403() throws Exception {
        String reader = key(SPEC.permissions(Permissions.of("messages:read")));

        assertThat(get("/me", reader).statusCode()).isEqualTo(200);
        assertThat(send("POST", "/messages", reader).statusCode()).isEqualTo(403);
    }

    @Test
    void revokedKeyIs401Immediately() throws Exception {
        IssuedKey issued = latchkey.keys().issue(SPEC, TEST).orElseThrow();
        String key = issued.rawKey().reveal();
        assertThat(get("/me", key).statusCode()).isEqualTo(200);

        latchkey.keys().revoke("acme", issued.key().id(), "test", TEST).orElseThrow();

        assertThat(get("/me", key).statusCode()).isEqualTo(401);
    }

    @Test
    void limitIs429AndTellsWhenToComeBack() throws Exception {
        RateLimit one = new RateLimit(1, 1, Duration.ofMinutes(1));
        String key = key(SPEC.limits(new Limits(List.of(one), List.of())));

        assertThat(get("/me", key).statusCode()).isEqualTo(200);
        HttpResponse<String> second = get("/me", key);
        assertThat(second.statusCode()).isEqualTo(429);
        assertThat(second.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isBetween(1L, 60L);
    }

    @Test
    void tooManyFailedAttemptsAre429AndTellWhenToComeBackAndAGoodKeyIsStillServed() throws Exception {
        String key = key(SPEC);
        for (int i = 0; i < ATTEMPTS; i++) {
            assertThat(get("/me", "nonsense").statusCode()).isEqualTo(401);
        }

        HttpResponse<String> answer = get("/me", "nonsense");

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isBetween(1L, 360L);
        assertThat(get("/me", key).statusCode()).isEqualTo(200);
    }

    @Test
    void storeThatFailsIs503() throws Exception {
        String key = key(SPEC);
        storeFails = true;

        HttpResponse<String> answer = get("/me", key);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    private String key(KeySpec spec) {
        return latchkey.keys().issue(spec, TEST).orElseThrow().rawKey().reveal();
    }

    private HttpResponse<String> get(String path, String... keys) throws Exception {
        return send("GET", path, keys);
    }

    private HttpResponse<String> send(String method, String path, String... keys) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + application.port() + path))
                .method(method, BodyPublishers.noBody());
        for (String key : keys) {
            request.header("x-api-key", key);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
