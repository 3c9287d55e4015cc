package dev.latchkey.http.contract;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.IssuedKey;
import dev.latchkey.RateLimits;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.contract.fixture.TestHost;
import dev.latchkey.ports.query.RateDecision;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each row of the wire's error table in each style: exact body, exact headers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ErrorAnswersRules extends HostTest {
    private static final RateLimit LIMIT = new RateLimit(60, 1, Duration.ofSeconds(1));
    private static final String BASE = "/v1/api-keys";
    private static final String HEADER_CHALLENGE = "ApiKey realm=\"api\", header=\"x-api-key\"";

    private final TestHost flat = host(ErrorStyle.FLAT);
    private final TestHost problem = host(ErrorStyle.PROBLEM);

    @AfterAll
    void stop() {
        flat.close();
        problem.close();
    }

    /**
     * A row.
     *
     * @param send makes the request
     * @param flatBody the exact body in FLAT
     * @param detail the sentence in PROBLEM
     * @param path for the instance in PROBLEM
     * @param headers names and values that must be there
     */
    record Row(
            String name,
            Function<TestHost, HttpResponse<String>> send,
            int status,
            String flatBody,
            String code,
            String detail,
            String path,
            List<String> headers) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Row> rows() {
        String unauthorized = "{\"error\":\"Unauthorized\"}";
        List<String> challenge = List.of("WWW-Authenticate", HEADER_CHALLENGE);
        return Stream.of(
                new Row(
                        "no credential",
                        host -> host.get("/v1/numbers", null),
                        401,
                        unauthorized,
                        "CREDENTIAL_MISSING",
                        "Send an API key as x-api-key",
                        "/v1/numbers",
                        challenge),
                new Row(
                        "no credential where no rule is",
                        host -> host.get("/nowhere", null),
                        401,
                        unauthorized,
                        "CREDENTIAL_MISSING",
                        "Send an API key as x-api-key",
                        "/nowhere",
                        challenge),
                new Row(
                        "not a key",
                        host -> host.get("/v1/numbers", "hello"),
                        401,
                        unauthorized,
                        "CREDENTIAL_MALFORMED",
                        "What was sent is not an API key",
                        "/v1/numbers",
                        challenge),
                new Row(
                        "empty",
                        host -> host.get("/v1/numbers", ""),
                        401,
                        unauthorized,
                        "CREDENTIAL_MALFORMED",
                        "What was sent is not an API key",
                        "/v1/numbers",
                        challenge),
                new Row(
                        "of another host",
                        host -> host.get("/v1/numbers", foreignKey()),
                        401,
                        unauthorized,
                        "CREDENTIAL_INVALID",
                        "No API key matches what was sent",
                        "/v1/numbers",
                        challenge),
                new Row(
                        "in the query",
                        host -> host.get("/v1/numbers?x-api-key=" + raw(host.tenantKeyOnce()), null),
                        401,
                        unauthorized,
                        "CREDENTIAL_MISSING",
                        "Send an API key as x-api-key",
                        "/v1/numbers",
                        challenge),
                new Row(
                        "rotated out",
                        host -> host.get("/v1/numbers", rotated(host)),
                        401,
                        unauthorized,
                        "CREDENTIAL_RETIRED",
                        "This secret was replaced by a new one",
                        "/v1/numbers",
                        challenge),
                new Row(
                        "revoked",
                        host -> host.get("/v1/numbers", revoked(host)),
                        401,
                        unauthorized,
                        "KEY_REVOKED",
                        "The API key was revoked",
                        "/v1/numbers",
                        challenge),
                new Row(
                        "expired",
                        host -> host.get("/v1/numbers", expired(host)),
                        401,
                        unauthorized,
                        "KEY_EXPIRED",
                        "The API key has expired",
                        "/v1/numbers",
                        challenge),
                new Row(
                        "suspended",
                        host -> host.get("/v1/numbers", suspended(host)),
                        401,
                        unauthorized,
                        "KEY_SUSPENDED",
                        "The API key is suspended",
                        "/v1/numbers",
                        challenge),
                new Row(
                        "number key on a tenant route",
                        host -> host.get("/v1/numbers", numberKey(host)),
                        403,
                        "{\"error\":\"Number-scoped keys cannot call tenant endpoints\","
                                + "\"code\":\"NUMBER_SCOPE_NOT_ALLOWED\"}",
                        "NUMBER_SCOPE_NOT_ALLOWED",
                        "Number-scoped keys cannot call tenant endpoints",
                        "/v1/numbers",
                        List.of()),
                new Row(
                        "number key lists",
                        host -> host.get(BASE, numberKey(host)),
                        403,
                        "{\"error\":\"Number-scoped keys cannot call tenant endpoints\","
                                + "\"code\":\"NUMBER_SCOPE_NOT_ALLOWED\"}",
                        "NUMBER_SCOPE_NOT_ALLOWED",
                        "Number-scoped keys cannot call tenant endpoints",
                        BASE,
                        List.of()),
                new Row(
                        "number key regenerates another",
                        host -> host.post(BASE, numberKey(host), "{\"whatsappNumberId\":\"wn_2\"}"),
                        403,
                        "{\"error\":\"Number-scoped keys cannot call tenant endpoints\","
                                + "\"code\":\"NUMBER_SCOPE_NOT_ALLOWED\"}",
                        "NUMBER_SCOPE_NOT_ALLOWED",
                        "Number-scoped keys cannot call tenant endpoints",
                        BASE,
                        List.of()),
                new Row(
                        "grant on a number, on a tenant route",
                        host -> host.send(host.request("GET", BASE, null).header("x-grant", "wn_1")),
                        403,
                        "{\"error\":\"Number-scoped keys cannot call tenant endpoints\","
                                + "\"code\":\"NUMBER_SCOPE_NOT_ALLOWED\"}",
                        "NUMBER_SCOPE_NOT_ALLOWED",
                        "Number-scoped keys cannot call tenant endpoints",
                        BASE,
                        List.of()),
                new Row(
                        "grant regenerates its own key, of which it has none",
                        host -> host.send(
                                host.request("POST", BASE + "/regenerate", null).header("x-grant", "wn_1")),
                        403,
                        "{\"error\":\"Only an API key can regenerate itself\",\"code\":\"API_KEY_REQUIRED\"}",
                        "API_KEY_REQUIRED",
                        "Only an API key can regenerate itself",
                        BASE + "/regenerate",
                        List.of()),
                new Row(
                        "tenant key on a number route",
                        host -> host.post("/v1/messages/send", tenantKey(host), null),
                        403,
                        "{\"error\":\"Tenant-scoped keys cannot call number endpoints\","
                                + "\"code\":\"TENANT_SCOPE_NOT_ALLOWED\"}",
                        "TENANT_SCOPE_NOT_ALLOWED",
                        "Tenant-scoped keys cannot call number endpoints",
                        "/v1/messages/send",
                        List.of()),
                new Row(
                        "without the permission",
                        host -> host.post("/v1/messages/send", limited(host), null),
                        403,
                        "{\"error\":\"The API key does not hold the permission that this needs\","
                                + "\"code\":\"INSUFFICIENT_PERMISSION\"}",
                        "INSUFFICIENT_PERMISSION",
                        "The API key does not hold the permission that this needs",
                        "/v1/messages/send",
                        List.of()),
                new Row(
                        "no rule",
                        host -> host.get("/nowhere", tenantKey(host)),
                        403,
                        "{\"error\":\"No API key may call this\",\"code\":\"ROUTE_NOT_ALLOWED\"}",
                        "ROUTE_NOT_ALLOWED",
                        "No API key may call this",
                        "/nowhere",
                        List.of()),
                new Row(
                        "unknown number",
                        host -> host.post(BASE, tenantKey(host), "{\"whatsappNumberId\":\"wn_7\"}"),
                        404,
                        "{\"error\":\"Number not found\",\"code\":\"NUMBER_NOT_FOUND\"}",
                        "NUMBER_NOT_FOUND",
                        "Number not found",
                        BASE,
                        List.of()),
                new Row(
                        "number of another tenant",
                        host -> host.post(BASE, tenantKey(host), "{\"whatsappNumberId\":\"wn_9\"}"),
                        404,
                        "{\"error\":\"Number not found\",\"code\":\"NUMBER_NOT_FOUND\"}",
                        "NUMBER_NOT_FOUND",
                        "Number not found",
                        BASE,
                        List.of()),
                new Row(
                        "field missing",
                        host -> host.post(BASE, tenantKey(host), "{}"),
                        400,
                        "{\"error\":\"Validation error\",\"details\":{\"whatsappNumberId\":\"is required\"}}",
                        "VALIDATION_ERROR",
                        "whatsappNumberId is required",
                        BASE,
                        List.of()),
                new Row(
                        "method",
                        host -> host.send(host.request("DELETE", BASE, null)),
                        405,
                        "{\"error\":\"Method not allowed\"}",
                        "METHOD_NOT_ALLOWED",
                        "Method not allowed",
                        BASE,
                        List.of("Allow", "GET, HEAD, OPTIONS, POST")),
                new Row(
                        "method of a host's route",
                        host -> host.post("/v1/numbers", tenantKey(host), "{}"),
                        405,
                        "{\"error\":\"Method not allowed\"}",
                        "METHOD_NOT_ALLOWED",
                        "Method not allowed",
                        "/v1/numbers",
                        List.of("Allow", "GET, HEAD, OPTIONS")),
                new Row(
                        "too large",
                        host -> host.post(BASE, tenantKey(host), " ".repeat(16 * 1024 + 1)),
                        413,
                        "{\"error\":\"Body too large\"}",
                        "BODY_TOO_LARGE",
                        "The body must have at most 16384 bytes",
                        BASE,
                        List.of()),
                new Row(
                        "a form",
                        host -> host.send(host.request("POST", BASE, "whatsappNumberId=wn_1")
                                .header("x-api-key", tenantKey(host))
                                .header("Content-Type", "application/x-www-form-urlencoded")),
                        415,
                        "{\"error\":\"Unsupported media type\"}",
                        "UNSUPPORTED_MEDIA_TYPE",
                        "The body must be application/json in UTF-8, without a content coding",
                        BASE,
                        List.of("Accept", "application/json")),
                new Row(
                        "over the limit",
                        host -> host.get("/v1/numbers", throttled(host)),
                        429,
                        "{\"error\":\"Too many requests\"}",
                        "RATE_LIMITED",
                        "Too many requests",
                        "/v1/numbers",
                        List.of("Retry-After", "3")));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void flat(Row row) {
        HttpResponse<String> answer = row.send().apply(flat);

        assertThat(answer.body()).isEqualTo(row.flatBody());
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.headers().map()).doesNotContainKeys("RateLimit", "RateLimit-Policy");
        common(answer, row);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void problem(Row row) {
        HttpResponse<String> answer = row.send().apply(problem);

        assertThat(answer.body())
                .startsWith("{\"type\":\"about:blank\",\"title\":\"")
                .endsWith("\",\"status\":" + row.status() + ",\"detail\":\"" + row.detail() + "\",\"instance\":\""
                        + TestHost.CONTEXT + row.path() + "\",\"code\":\"" + row.code() + "\"}");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        common(answer, row);
        if (row.status() == 429) {
            assertThat(answer.headers().firstValue("RateLimit-Policy")).hasValue("\"default\";q=60;w=60");
            assertThat(answer.headers().firstValue("RateLimit")).hasValue("\"default\";r=0;t=60");
        }
    }

    private static void common(HttpResponse<String> answer, Row row) {
        assertThat(answer.statusCode()).isEqualTo(row.status());
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        for (int i = 0; i < row.headers().size(); i += 2) {
            assertThat(answer.headers().allValues(row.headers().get(i)))
                    .containsExactly(row.headers().get(i + 1));
        }
        assertThat(answer.headers().firstValue("WWW-Authenticate").isPresent()).isEqualTo(row.status() == 401);
    }

    /** Found by {@link FuzzRules}: Jetty takes what no URI has. Tomcat refuses it itself. */
    @Test
    void instanceIsAUriReferenceWhateverWasAskedFor() {
        String answer = problem.rawGet(TestHost.CONTEXT + "/a;x{b}=%7e");
        // Some stacks refuse such characters themselves.
        assertThat(TestHost.status(answer) == 400 || answer.contains("\"instance\":\"/app/a;x%7Bb%7D=%7e\""))
                .as(answer)
                .isTrue();
    }

    private TestHost host(ErrorStyle style) {
        return startHost(
                keys -> keys.rateLimits(RateLimits.perKey(
                        (bucket, limits) -> new RateDecision(
                                !limits.contains(LIMIT),
                                limits.get(0),
                                0,
                                Duration.ofMillis(2001),
                                Duration.ofSeconds(60)),
                        new RateLimit(1000, 1000, Duration.ofSeconds(1)))),
                web -> web.errorStyle(style)
                        .principals(request -> request.header("x-grant").stream()
                                .findFirst()
                                .map(number -> Caller.of("acme", Scope.resource(number), Permissions.ALL, "grant-1"))));
    }

    private static String tenantKey(TestHost host) {
        return raw(host.tenantKeyOnce());
    }

    private static String numberKey(TestHost host) {
        return raw(host.issue(
                KeySpec.of("acme", Scope.resource("wn_1"), "of a number").allPermissions()));
    }

    private static String foreignKey() {
        return new SecretGenerator().rawKey(KeyFormat.of("ps_")).reveal();
    }

    private static String limited(TestHost host) {
        return raw(host.issue(
                KeySpec.of("acme", Scope.resource("wn_1"), "reads").permissions(Permissions.of("messages:read"))));
    }

    private static String throttled(TestHost host) {
        return raw(host.issue(KeySpec.of("acme", Scope.tenant(), "throttled")
                .allPermissions()
                .limits(new Limits(List.of(LIMIT), List.of()))));
    }

    private static String rotated(TestHost host) {
        IssuedKey key = host.issue(KeySpec.of("acme", Scope.tenant(), "rotated").allPermissions());
        assertThat(host.latchkey
                        .keys()
                        .rotate("acme", key.key().id(), RotationMode.NOW, TestHost.SETUP)
                        .orElseThrow())
                .isNotNull();
        return raw(key);
    }

    private static String revoked(TestHost host) {
        IssuedKey key = host.issue(KeySpec.of("acme", Scope.tenant(), "revoked").allPermissions());
        assertThat(host.latchkey
                        .keys()
                        .revoke("acme", key.key().id(), "test", TestHost.SETUP)
                        .orElseThrow())
                .isNotNull();
        return raw(key);
    }

    private static String suspended(TestHost host) {
        IssuedKey key =
                host.issue(KeySpec.of("acme", Scope.tenant(), "suspended").allPermissions());
        assertThat(host.latchkey
                        .keys()
                        .suspend("acme", key.key().id(), "test", TestHost.SETUP)
                        .orElseThrow())
                .isNotNull();
        return raw(key);
    }

    private static String expired(TestHost host) {
        IssuedKey key = host.issue(KeySpec.of("acme", Scope.tenant(), "expired")
                .allPermissions()
                .expiresAt(host.clock.instant().plusMillis(1)));
        host.clock.advance(Duration.ofMillis(1));
        return raw(key);
    }
}
