package dev.latchkey.http.contract;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.Routes;
import dev.latchkey.http.contract.fixture.TestHost;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The test of a binding with the CORS of its stack in front. Extend this class, return a binding that starts such a
 * server, and run it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class CrossOriginContract extends HostTest {
    /** The only origin whose pages may call the host. */
    protected static final String PAGE = "https://page.example";

    /** The methods that a page may use. */
    protected static final List<String> METHODS = List.of("GET", "POST", "DELETE", "OPTIONS");

    /** The fields that a page may send. */
    protected static final List<String> HEADERS = List.of("x-api-key", "content-type", "idempotency-key");

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private TestHost host;

    /** Creates the contract, for the test of a binding. */
    protected CrossOriginContract() {}

    /**
     * Returns the binding under test, in front of which the CORS of its stack allows {@link #PAGE}, {@link #METHODS}
     * and {@link #HEADERS}, and exposes {@link dev.latchkey.http.LatchkeyWeb#exposedHeaders()}.
     *
     * @return the binding
     */
    @Override
    protected abstract Binding binding();

    @ParameterizedTest
    @CsvSource({"GET, /v1/me", "POST, /v1/api-keys", "DELETE, /b/keys/x", "GET, /v1/nowhere"})
    void preflightNeedsNoKey(String method, String path) {
        HttpResponse<String> answer = send(host.request("OPTIONS", path, null)
                .header("Origin", PAGE)
                .header("Access-Control-Request-Method", method)
                .header("Access-Control-Request-Headers", "x-api-key"));

        assertThat(answer.statusCode()).isIn(200, 204);
        assertThat(answer.body()).isEmpty();
        assertReadable(answer);
        assertThat(names(answer, "Access-Control-Allow-Headers")).contains("x-api-key");
        assertThat(names(answer, "Access-Control-Allow-Methods")).contains(method.toLowerCase(Locale.ROOT));
    }

    @Test
    void pageMayReadTheFieldsOfLatchkey() {
        HttpResponse<String> refused = send(host.request("GET", "/v1/me", null).header("Origin", PAGE));
        HttpResponse<String> admitted = send(host.request("GET", "/v1/me", null)
                .header("Origin", PAGE)
                .header("x-api-key", raw(host.tenantKeyOnce())));

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(admitted.statusCode()).isEqualTo(200);
        for (HttpResponse<String> answer : List.of(refused, admitted)) {
            assertReadable(answer);
            assertThat(names(answer, "Access-Control-Expose-Headers"))
                    .containsExactlyInAnyOrder(
                            "retry-after",
                            "www-authenticate",
                            "location",
                            "idempotent-replayed",
                            "allow",
                            "accept",
                            "etag",
                            "x-request-id",
                            "x-ratelimit-limit",
                            "x-ratelimit-remaining",
                            "x-ratelimit-reset",
                            "api-key-expires");
        }
    }

    /** Refusals of a rule, of an endpoint, and of an endpoint that has not read the body. */
    @ParameterizedTest
    @CsvSource({
        "401, GET,    /v1/me,       none, ''",
        "401, POST,   /v1/me,       none, {}",
        "401, GET,    /v1/me,       bad,  ''",
        "403, GET,    /v1/nowhere,  good, ''",
        "403, POST,   /v1/nowhere,  good, {}",
        "405, DELETE, /v1/me,       good, ''",
        "401, POST,   /v1/api-keys, none, {}",
        "400, POST,   /v1/api-keys, good, {}",
        "413, POST,   /v1/api-keys, good, long",
        "404, DELETE, /b/keys/x,    good, ''"
    })
    void pageMayReadARefusal(int status, String method, String path, String key, String body) {
        String sent = body.equals("long") ? "x".repeat(20_000) : body;
        HttpRequest.Builder request = host.request(method, path, sent.isEmpty() ? null : sent)
                .header("Origin", PAGE)
                .header("Content-Type", "application/json");
        if (!key.equals("none")) {
            request.header("x-api-key", key.equals("good") ? raw(host.tenantKeyOnce()) : key);
        }
        HttpResponse<String> answer = send(request);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains("\"request_id\"");
        assertReadable(answer);
        assertThat(names(answer, "Access-Control-Expose-Headers")).contains("x-request-id");
    }

    @Test
    void pageMayReadThatTheStoreCannotBeUsed() {
        String key = raw(host.tenantKeyOnce());
        HttpResponse<String> answer;
        host.store.down = true;
        try {
            answer = send(
                    host.request("GET", "/v1/me", null).header("Origin", PAGE).header("x-api-key", key));
        } finally {
            host.store.down = false;
        }

        assertThat(answer.statusCode()).isEqualTo(503);
        assertReadable(answer);
    }

    @Test
    void pageOfAnotherOriginMayReadNothing() {
        HttpResponse<String> answer = send(host.request("GET", "/v1/me", null)
                .header("Origin", "https://other.example")
                .header("x-api-key", raw(host.tenantKeyOnce())));

        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    /** OPTIONS is no preflight without an origin, or without the method that a page will use. */
    @ParameterizedTest
    @CsvSource({
        "401, /v1/options, false, none",
        "401, /v1/options, true,  none",
        "401, /v1/options, true,  bad",
        "200, /v1/options, true,  good",
        "204, /v1/me,      false, none",
        "204, /v1/me,      true,  none",
        "403, /v1/nowhere, false, good"
    })
    void optionsOfAGuardedPathStayGuarded(int status, String path, boolean page, String key) {
        HttpRequest.Builder request = host.request("OPTIONS", path, null);
        if (page) {
            request.header("Origin", PAGE);
        }
        if (!key.equals("none")) {
            request.header("x-api-key", key.equals("good") ? raw(host.tenantKeyOnce()) : key);
        }
        HttpResponse<String> answer = send(request);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body().contains("served")).isEqualTo(status == 200);
    }

    @BeforeAll
    void start() {
        host = startHost(web -> web.errorStyle(ErrorStyle.ENVELOPE)
                .issuedKeys("/b/keys")
                .routes(Routes.builder()
                        .either("GET", "/v1/me")
                        .either("POST", "/v1/me")
                        .either("OPTIONS", "/v1/options")
                        .build()));
    }

    @AfterAll
    void stop() {
        host.close();
    }

    private static void assertReadable(HttpResponse<String> answer) {
        assertThat(answer.headers().allValues("Access-Control-Allow-Origin")).containsExactly(PAGE);
    }

    /** Returns the names that a field lists, in lower case. */
    private static List<String> names(HttpResponse<String> answer, String field) {
        return answer.headers().allValues(field).stream()
                .flatMap(line -> Stream.of(line.toLowerCase(Locale.ROOT).split(",")))
                .map(String::strip)
                .toList();
    }

    /** Not by the host: its document describes no field of CORS. */
    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
