package dev.latchkey.http.contract;

import dev.latchkey.core.scope.Permissions;
import dev.latchkey.http.contract.fixture.PresentedKeys;
import dev.latchkey.http.contract.fixture.TestHost;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The rows of the error table of default keys, with the exact body and headers of each. */
final class ErrorAnswerRows {
    private static final String BASE = "/v1/api-keys";
    private static final String HEADER_CHALLENGE = "ApiKey realm=\"api\", header=\"x-api-key\"";

    private ErrorAnswerRows() {}

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

    static Stream<Row> all() {
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
                        "The credential is not an API key",
                        "/v1/numbers",
                        challenge),
                new Row(
                        "empty",
                        host -> host.get("/v1/numbers", ""),
                        401,
                        unauthorized,
                        "CREDENTIAL_MALFORMED",
                        "The credential is not an API key",
                        "/v1/numbers",
                        challenge),
                new Row(
                        "of another host",
                        host -> host.get("/v1/numbers", PresentedKeys.unknown()),
                        401,
                        unauthorized,
                        "CREDENTIAL_INVALID",
                        "No API key matches the credential",
                        "/v1/numbers",
                        challenge),
                new Row(
                        "in the query",
                        host -> host.get("/v1/numbers?x-api-key=" + PresentedKeys.whole(host), null),
                        401,
                        unauthorized,
                        "CREDENTIAL_MISSING",
                        "Send an API key as x-api-key",
                        "/v1/numbers",
                        challenge),
                new Row(
                        "rotated out",
                        host -> host.get("/v1/numbers", PresentedKeys.replaced(host)),
                        401,
                        unauthorized,
                        "CREDENTIAL_RETIRED",
                        "This secret was replaced by a new one",
                        "/v1/numbers",
                        challenge),
                new Row(
                        "revoked",
                        host -> host.get("/v1/numbers", PresentedKeys.revoked(host)),
                        401,
                        unauthorized,
                        "KEY_REVOKED",
                        "The API key was revoked",
                        "/v1/numbers",
                        challenge),
                new Row(
                        "expired",
                        host -> host.get("/v1/numbers", PresentedKeys.expired(host)),
                        401,
                        unauthorized,
                        "KEY_EXPIRED",
                        "The API key has expired",
                        "/v1/numbers",
                        challenge),
                new Row(
                        "suspended",
                        host -> host.get("/v1/numbers", PresentedKeys.suspended(host)),
                        401,
                        unauthorized,
                        "KEY_SUSPENDED",
                        "The API key is suspended",
                        "/v1/numbers",
                        challenge),
                tenantOnly(
                        "number key on a tenant route",
                        host -> host.get("/v1/numbers", PresentedKeys.bound(host)),
                        "/v1/numbers"),
                tenantOnly("number key lists", host -> host.get(BASE, PresentedKeys.bound(host)), BASE),
                tenantOnly(
                        "number key regenerates another",
                        host -> host.post(BASE, PresentedKeys.bound(host), "{\"whatsappNumberId\":\"wn_2\"}"),
                        BASE),
                tenantOnly(
                        "grant on a number, on a tenant route",
                        host -> host.send(host.request("GET", BASE, null).header("x-grant", "wn_1")),
                        BASE),
                new Row(
                        "grant regenerates its own key, of which it has none",
                        host -> host.send(
                                host.request("POST", BASE + "/regenerate", null).header("x-grant", "wn_1")),
                        403,
                        "{\"error\":\"Only an API key may call this\",\"code\":\"API_KEY_REQUIRED\"}",
                        "API_KEY_REQUIRED",
                        "Only an API key may call this",
                        BASE + "/regenerate",
                        List.of()),
                new Row(
                        "tenant key on a number route",
                        host -> host.post("/v1/messages/send", PresentedKeys.whole(host), null),
                        403,
                        "{\"error\":\"Tenant-scoped keys cannot call number endpoints\","
                                + "\"code\":\"TENANT_SCOPE_NOT_ALLOWED\"}",
                        "TENANT_SCOPE_NOT_ALLOWED",
                        "Tenant-scoped keys cannot call number endpoints",
                        "/v1/messages/send",
                        List.of()),
                new Row(
                        "without the permission",
                        host -> host.post(
                                "/v1/messages/send", PresentedKeys.bound(host, Permissions.of("messages:read")), null),
                        403,
                        "{\"error\":\"The API key does not have the required permission\","
                                + "\"code\":\"INSUFFICIENT_PERMISSION\"}",
                        "INSUFFICIENT_PERMISSION",
                        "The API key does not have the required permission",
                        "/v1/messages/send",
                        List.of()),
                new Row(
                        "no rule",
                        host -> host.get("/nowhere", PresentedKeys.whole(host)),
                        403,
                        "{\"error\":\"No API key may call this\",\"code\":\"ROUTE_NOT_ALLOWED\"}",
                        "ROUTE_NOT_ALLOWED",
                        "No API key may call this",
                        "/nowhere",
                        List.of()),
                new Row(
                        "unknown number",
                        host -> host.post(BASE, PresentedKeys.whole(host), "{\"whatsappNumberId\":\"wn_7\"}"),
                        404,
                        "{\"error\":\"Number not found\",\"code\":\"NUMBER_NOT_FOUND\"}",
                        "NUMBER_NOT_FOUND",
                        "Number not found",
                        BASE,
                        List.of()),
                new Row(
                        "number of another tenant",
                        host -> host.post(BASE, PresentedKeys.whole(host), "{\"whatsappNumberId\":\"wn_9\"}"),
                        404,
                        "{\"error\":\"Number not found\",\"code\":\"NUMBER_NOT_FOUND\"}",
                        "NUMBER_NOT_FOUND",
                        "Number not found",
                        BASE,
                        List.of()),
                new Row(
                        "field missing",
                        host -> host.post(BASE, PresentedKeys.whole(host), "{}"),
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
                        host -> host.post("/v1/numbers", PresentedKeys.whole(host), "{}"),
                        405,
                        "{\"error\":\"Method not allowed\"}",
                        "METHOD_NOT_ALLOWED",
                        "Method not allowed",
                        "/v1/numbers",
                        List.of("Allow", "GET, HEAD, OPTIONS")),
                new Row(
                        "too large",
                        host -> host.post(BASE, PresentedKeys.whole(host), " ".repeat(16 * 1024 + 1)),
                        413,
                        "{\"error\":\"Body too large\"}",
                        "BODY_TOO_LARGE",
                        "The body must have at most 16384 bytes",
                        BASE,
                        List.of()),
                new Row(
                        "a form",
                        host -> host.send(host.request("POST", BASE, "whatsappNumberId=wn_1")
                                .header("x-api-key", PresentedKeys.whole(host))
                                .header("Content-Type", "application/x-www-form-urlencoded")),
                        415,
                        "{\"error\":\"Unsupported media type\"}",
                        "UNSUPPORTED_MEDIA_TYPE",
                        "The body must be application/json in UTF-8, without a content coding",
                        BASE,
                        List.of("Accept", "application/json")),
                new Row(
                        "over the limit",
                        host -> host.get("/v1/numbers", PresentedKeys.throttled(host)),
                        429,
                        "{\"error\":\"Too many requests\"}",
                        "RATE_LIMITED",
                        "Too many requests",
                        "/v1/numbers",
                        List.of("Retry-After", "3")));
    }

    /** Returns the row of a request that a key of one number, or a grant on one, may not make. */
    private static Row tenantOnly(String name, Function<TestHost, HttpResponse<String>> send, String path) {
        return new Row(
                name,
                send,
                403,
                "{\"error\":\"Number-scoped keys cannot call tenant endpoints\","
                        + "\"code\":\"NUMBER_SCOPE_NOT_ALLOWED\"}",
                "NUMBER_SCOPE_NOT_ALLOWED",
                "Number-scoped keys cannot call tenant endpoints",
                path,
                List.of());
    }
}
