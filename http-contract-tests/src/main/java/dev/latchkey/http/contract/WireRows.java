package dev.latchkey.http.contract;

import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.contract.fixture.PresentedKeys;
import dev.latchkey.http.contract.fixture.TestHost;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** The rows of the error tables. Both dialects are mounted: default keys at {@link #A}, issued keys at {@link #B}. */
final class WireRows {
    static final String A = "/a/keys";
    static final String B = "/b/keys";

    /** Nobody is authenticated then. */
    static final String STORE_DOWN = "store down";

    private static final String KEY = B + "/00000000-0000-4000-8000-000000000000";

    private WireRows() {}

    /**
     * A row.
     *
     * @param name what is wrong; where the status is 400, in words the member that is
     * @param key makes the raw key, null for none
     * @param target method and path
     * @param body the body, null for none; members are written as <code>{two words}</code>
     * @param status the status in every style
     * @param code the code of FLAT and PROBLEM
     * @param envelope the code of ENVELOPE
     */
    record Row(
            String name,
            Function<TestHost, String> key,
            String target,
            String body,
            int status,
            String code,
            String envelope) {
        /** What the body is said to be. */
        String type() {
            return status == 415 ? "text/plain" : "application/json";
        }

        @Override
        public String toString() {
            return name + ": " + target;
        }
    }

    static Stream<Row> all() {
        return Stream.of(credentials(), scopes(), bodies(), queries(), refusedBodies(), troubles())
                .flatMap(rows -> rows);
    }

    private static Stream<Row> credentials() {
        return Stream.of("GET " + A, "POST " + A, "POST " + A + "/regenerate", "GET " + B, "POST " + B, "DELETE " + KEY)
                .flatMap(target -> Stream.of(
                        row("missing", host -> null, target, 401, "CREDENTIAL_MISSING", "auth_missing"),
                        row("no key", host -> "nonsense", target, 401, "CREDENTIAL_MALFORMED", "auth_malformed"),
                        row(
                                "unknown",
                                host -> PresentedKeys.unknown(),
                                target,
                                401,
                                "CREDENTIAL_INVALID",
                                "auth_invalid"),
                        row("revoked", PresentedKeys::revoked, target, 401, "KEY_REVOKED", "auth_expired"),
                        row("expired", PresentedKeys::expired, target, 401, "KEY_EXPIRED", "auth_expired"),
                        row("suspended", PresentedKeys::suspended, target, 401, "KEY_SUSPENDED", "auth_expired"),
                        row("replaced", PresentedKeys::replaced, target, 401, "CREDENTIAL_RETIRED", "auth_expired"),
                        row("over the limit", PresentedKeys::throttled, target, 429, "RATE_LIMITED", "rate_limited")));
    }

    private static Stream<Row> scopes() {
        Stream<Row> bound = Stream.of("GET " + A, "POST " + A, "GET " + B, "POST " + B, "DELETE " + KEY)
                .map(target -> row(
                        "bound key",
                        PresentedKeys::bound,
                        target,
                        403,
                        "INSTANCE_SCOPE_NOT_ALLOWED",
                        "instance_scoped_key"));
        String gone = "INSTANCE_NOT_FOUND";
        return Stream.concat(
                bound,
                Stream.of(
                        row(
                                "another instance",
                                PresentedKeys::bound,
                                "POST /instances/wn_2/messages",
                                403,
                                "INSTANCE_ACCESS_DENIED",
                                "instance_access_denied"),
                        row(
                                "no rule",
                                PresentedKeys::whole,
                                "GET /nowhere",
                                403,
                                "ROUTE_NOT_ALLOWED",
                                "route_not_allowed"),
                        more("POST " + B, "{\"name\":\"n\"}"),
                        more("POST " + B, "{\"name\":\"n\",\"scopes\":[\"reports:read\"]}"),
                        more("POST " + A, "{\"{instance id}\":\"wn_3\"}"),
                        row("gone", "POST " + A, "{\"{instance id}\":\"wn_7\"}", 404, gone, "instance_not_found"),
                        row("not theirs", "POST " + A, "{\"{instance id}\":\"wn_9\"}", 404, gone, "instance_not_found"),
                        row(
                                "gone",
                                "POST " + B,
                                "{\"name\":\"n\",\"{instance id}\":\"wn_7\"}",
                                404,
                                gone,
                                "instance_not_found"),
                        row(
                                "not theirs",
                                "POST " + B,
                                "{\"name\":\"n\",\"{instance id}\":\"wn_9\"}",
                                404,
                                gone,
                                "instance_not_found"),
                        row("gone", "DELETE " + KEY, null, 404, "API_KEY_NOT_FOUND", "api_key_not_found"),
                        row("method", "PUT " + B, null, 405, "METHOD_NOT_ALLOWED", "method_not_allowed"),
                        row("method", "GET " + KEY, null, 405, "METHOD_NOT_ALLOWED", "method_not_allowed")));
    }

    private static Stream<Row> bodies() {
        Stream<Row> expiries = Stream.of(
                        "7",
                        "\"\"",
                        "\"tomorrow\"",
                        "\"2026-06-28T15:00:00.000Z\"",
                        "\"2026-06-28T14:59:59Z\"",
                        "\"2027-02-30T00:00:00Z\"",
                        "\"2027-01-01T00:00:00\"",
                        "\"2027-01-01\"",
                        "\"10000-01-01T00:00:00Z\"",
                        "\"9999-12-31T23:59:59-23:59\"")
                .map(value -> invalid("expires at", "{\"name\":\"n\",\"{expires at}\":" + value + "}"));
        return Stream.concat(
                expiries,
                Stream.of(
                        invalid("body", ""),
                        invalid("body", "[]"),
                        invalid("body", "{\"name\":\"a\",\"name\":\"b\"}"),
                        invalid("body", "{\"name\":\"n\",\"scopes\":[\"a\""),
                        invalid("name", "{}"),
                        invalid("name", "{\"name\":null}"),
                        invalid("name", "{\"name\":7}"),
                        invalid("name", "{\"name\":\" \"}"),
                        invalid("name", "{\"name\":\"" + "n".repeat(101) + "\"}"),
                        invalid("name", "{\"name\":\"\\u0000\"}"),
                        invalid("scopes", "{\"name\":\"n\",\"scopes\":\"messages:send\"}"),
                        invalid("scopes", "{\"name\":\"n\",\"scopes\":[\"a\",7]}"),
                        invalid("scopes", "{\"name\":\"n\",\"scopes\":[[\"a\"]]}"),
                        invalid("scopes", "{\"name\":\"n\",\"scopes\":[\"a b\"]}"),
                        invalid("instance id", "{\"name\":\"n\",\"{instance id}\":\"\"}"),
                        invalid("instance id", "{\"name\":\"n\",\"{instance id}\":7}")));
    }

    private static Stream<Row> refusedBodies() {
        return Stream.of(A, B)
                .flatMap(base -> Stream.of(
                        row(
                                "too large",
                                "POST " + base,
                                " ".repeat(16 * 1024 + 1),
                                413,
                                "BODY_TOO_LARGE",
                                "body_too_large"),
                        row(
                                "no JSON",
                                "POST " + base,
                                "name=n",
                                415,
                                "UNSUPPORTED_MEDIA_TYPE",
                                "unsupported_media_type")));
    }

    /** What is the host's own trouble, which the test ends after each row. */
    private static Stream<Row> troubles() {
        Stream<Row> down = Stream.of("GET " + A, "POST " + A, "GET " + B, "POST " + B, "DELETE " + KEY)
                .map(target -> row(
                        STORE_DOWN,
                        host -> {
                            String key = PresentedKeys.whole(host);
                            host.store.down = true;
                            return key;
                        },
                        target,
                        503,
                        "UNAVAILABLE",
                        "unavailable"));
        Stream<Row> inside = Stream.of(
                inTrouble(
                        "directory down",
                        host -> host.numbers.down = true,
                        "POST " + A,
                        "{\"{instance id}\":\"wn_1\"}",
                        503,
                        "UNAVAILABLE",
                        "unavailable"),
                inTrouble(
                        "contended",
                        WireRows::contend,
                        "POST " + A,
                        "{\"{instance id}\":\"wn_2\"}",
                        409,
                        "CONCURRENT_MODIFICATION",
                        "concurrent_modification"),
                inTrouble(
                        "contended",
                        WireRows::contend,
                        "POST " + A + "/regenerate",
                        null,
                        409,
                        "CONCURRENT_MODIFICATION",
                        "concurrent_modification"));
        return Stream.concat(down, inside);
    }

    private static void contend(TestHost host) {
        KeySpec number = KeySpec.of("acme", Scope.resource("wn_2"), "default")
                .allPermissions()
                .slot("default");
        host.latchkey.keys().regenerate(number, TestHost.SETUP).orElseThrow();
        host.store.contended = true;
    }

    private static Row inTrouble(
            String name,
            Consumer<TestHost> trouble,
            String target,
            String body,
            int status,
            String code,
            String envelope) {
        return new Row(
                name,
                host -> {
                    String key = PresentedKeys.whole(host);
                    trouble.accept(host);
                    return key;
                },
                target,
                body,
                status,
                code,
                envelope);
    }

    private static Stream<Row> queries() {
        return Stream.of(
                        "limit=0",
                        "limit=101",
                        "limit=x",
                        "limit=1&limit=2",
                        "limit=99999999999",
                        "cursor=AAAA",
                        "cursor=%41",
                        "cursor=" + "A".repeat(2000),
                        "cursor=" + "_".repeat(32),
                        "status=dead",
                        "status=ACTIVE")
                .map(query -> row(
                        query.replaceAll("=.*", ""),
                        "GET " + B + "?" + query,
                        null,
                        400,
                        "VALIDATION_ERROR",
                        "validation_failed"));
    }

    private static Row row(
            String name, Function<TestHost, String> key, String target, int status, String code, String envelope) {
        return new Row(name, key, target, null, status, code, envelope);
    }

    private static Row row(String name, String target, String body, int status, String code, String envelope) {
        return new Row(name, PresentedKeys::whole, target, body, status, code, envelope);
    }

    private static Row invalid(String member, String body) {
        return row(member, "POST " + B, body, 400, "VALIDATION_ERROR", "validation_failed");
    }

    private static Row more(String target, String body) {
        return new Row(
                "more than one's own",
                host -> PresentedKeys.permitted(host, Permissions.of("messages:*")),
                target,
                body,
                403,
                "INSUFFICIENT_PERMISSION",
                "insufficient_scope");
    }
}
