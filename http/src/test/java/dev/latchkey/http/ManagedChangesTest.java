package dev.latchkey.http;

import static dev.latchkey.http.ManagedHost.request;
import static dev.latchkey.http.ManagedHost.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Cidr;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.spi.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes of managed keys: the merge patch, and the bounds of what is sent. */
class ManagedChangesTest {
    private static final RateLimit RATE = new RateLimit(60, 1, Duration.ofSeconds(1));
    private static final Instant EXPIRY = Instant.parse("2027-01-01T00:00:00Z");
    private static final KeySpec FULL = KeySpec.of("acme", Scope.tenant(), "ci")
            .permissions(Permissions.of("messages:send", "messages:read"))
            .limits(new Limits(List.of(RATE), List.of(Cidr.parse("10.0.0.0/8"))))
            .expiresAt(EXPIRY);

    /**
     * The vectors of RFC 7396, appendix A, in the members of a key: {@code name} stands for what is text, {@code
     * networks} for what is an array, and {@code expiresAt} for what can be removed. What the RFC would make of a key
     * that is no object, or has members that no key has, is refused.
     */
    static Stream<List<String>> vectors() {
        String name = "\"name\":\"ci\"";
        String networks = "\"networks\":[\"10.0.0.0/8\"]";
        String expiry = "\"expiresAt\":\"2027-01-01T00:00:00.000Z\"";
        return Stream.of(
                // {"a":"b"} and {"a":"c"}
                List.of("{\"name\":\"c\"}", "200", "\"name\":\"c\"", networks),
                // {"a":"b"} and {"b":"c"}
                List.of("{\"expiresAt\":\"2028-01-01T00:00:00Z\"}", "200", name, "\"expiresAt\":\"2028-01-01T"),
                // {"a":"b"} and {"a":null}
                List.of("{\"expiresAt\":null}", "200", name, "\"expiresAt\":null"),
                // {"a":"b","b":"c"} and {"a":null}
                List.of("{\"networks\":null}", "200", "\"networks\":[]", expiry),
                // {"a":["b"]} and {"a":"c"}
                List.of("{\"networks\":\"c\"}", "400", "networks"),
                // {"a":"c"} and {"a":["b"]}
                List.of("{\"name\":[\"b\"]}", "400", "name"),
                // {"a":{"b":"c"}} and {"a":{"b":"d","c":null}}
                List.of("{\"limits\":{\"burst\":1,\"tokens\":null}}", "400", "limits"),
                // {"a":[{"b":"c"}]} and {"a":[1]}
                List.of("{\"limits\":[1]}", "400", "limits"),
                // ["a","b"] and ["c","d"]
                List.of("[\"c\",\"d\"]", "400", "body"),
                // {"a":"b"} and ["c"]
                List.of("[\"c\"]", "400", "body"),
                // {"a":"foo"} and null
                List.of("null", "400", "body"),
                // {"a":"foo"} and "bar"
                List.of("\"bar\"", "400", "body"),
                // {"e":null} and {"a":1}
                List.of("{\"a\":1}", "400", "a is not a member"),
                // [1,2] and {"a":"b","c":null}
                List.of("{\"name\":\"b\",\"expiresAt\":null}", "200", "\"name\":\"b\"", "\"expiresAt\":null"),
                // {} and {"a":{"bb":{"ccc":null}}}
                List.of("{\"name\":{\"bb\":{\"ccc\":null}}}", "400", "name"),
                List.of("{}", "200", name, networks, expiry, "\"version\":1"),
                List.of(
                        "{\"networks\":[\"192.0.2.1\",\"2001:db8::/32\"]}",
                        "200",
                        "\"networks\":[\"192.0.2.1/32\",\"2001:db8:0:0:0:0:0:0/32\"]"),
                List.of("{\"tags\":[\"b\",\"a\",\"b\"]}", "200", "\"tags\":[\"a\",\"b\"]"),
                List.of("{\"owner\":\"o\",\"description\":\"d\"}", "200", "\"description\":\"d\",\"owner\":\"o\""),
                List.of("{\"permissions\":[]}", "200", "\"permissions\":[]"),
                List.of("{\"limits\":[]}", "200", "\"limits\":[]"));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void aPatchIsAMergePatch(List<String> vector) {
        for (String type :
                List.of("application/json", "application/merge-patch+json", "APPLICATION/JSON; charset=utf-8")) {
            try (ManagedHost host = new ManagedHost()) {
                ApiKey key = host.issue(FULL);
                Response response = host.send(
                        FakeRequest.of("PATCH", "/latchkey/keys/" + key.id())
                                .header("x-operator", "ada")
                                .header("Content-Type", type),
                        vector.get(0));
                assertThat(response.status()).as(text(response)).isEqualTo(Integer.parseInt(vector.get(1)));
                assertThat(text(response)).contains(vector.subList(2, vector.size()));
                boolean changed = response.status() == 200 && !vector.get(0).equals("{}");
                ApiKey now = host.latchkey.keys().find("acme", key.id()).orElseThrow();
                assertThat(now.version()).isEqualTo(changed ? 2 : 1);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "name,null",
                "permissions,null",
                "name,'' ",
                "permissions,{}",
                "permissions,['a b']",
                "networks,['10.0.0.0/33']",
                "networks,['localhost']",
                "limits,[{'burst':0;'tokens':1;'period':'PT1S'}]",
                "limits,[{'burst':1;'tokens':1;'period':'1s'}]",
                "limits,[{'burst':1;'tokens':1}]",
                "limits,[{'burst':1.5;'tokens':1;'period':'PT1S'}]",
                "limits,[{'burst':1;'tokens':1;'period':'PT1S';'more':1}]",
                "expiresAt,'2026-06-28T15:00:00Z'",
                "expiresAt,'tomorrow'",
                "expiresAt,7",
                "status,'active'",
                "tenant,'globex'"
            })
    void whatCannotBeIsRefusedAndNamed(String member, String value) {
        try (ManagedHost host = new ManagedHost()) {
            ApiKey key = host.issue(FULL);
            String json = value.replace('\'', '"').replace(';', ',');
            Response response = host.send("PATCH", "/keys/" + key.id(), "{\"" + member + "\":" + json + "}");
            assertThat(response.status()).as(text(response)).isEqualTo(400);
            assertThat(text(response)).contains("VALIDATION_ERROR");
            assertThat(host.latchkey.keys().find("acme", key.id())).hasValue(key);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/json-patch+json",
                "application/xml",
                "",
                "application/json;charset=latin1"
            })
    void aPatchOfAnotherTypeIsNotUnderstood(String type) {
        try (ManagedHost host = new ManagedHost()) {
            FakeRequest request = FakeRequest.of(
                            "PATCH", "/latchkey/keys/" + host.issue().id())
                    .header("x-operator", "ada");
            Response response =
                    host.send(type.isEmpty() ? request : request.header("Content-Type", type), "{\"name\":\"n\"}");
            assertThat(response.status()).isEqualTo(415);
            assertThat(response.fields().value("Accept-Patch"))
                    .hasValue("application/merge-patch+json, application/json");
        }
    }

    @Test
    void aBodyThatMayBeLeftOutIsCheckedWhereItIsNot() {
        try (ManagedHost host = new ManagedHost()) {
            String path = "/latchkey/keys/" + host.issue().id() + "/suspend";
            FakeRequest untyped = FakeRequest.of("POST", path).header("x-operator", "ada");
            assertThat(host.send(untyped, "{\"reason\":\"x\"}").status()).isEqualTo(400);
            assertThat(host.send(untyped, null).status()).isEqualTo(200);
            assertThat(host.send(
                                    FakeRequest.of("POST", path)
                                            .header("x-operator", "ada")
                                            .header("Content-Type", "text/plain"),
                                    null)
                            .status())
                    .isEqualTo(415);
            String longest = "r".repeat(500);
            assertThat(host.send(request("POST", path.substring(9)).header("x-operator", "ada"), reason(longest))
                            .status())
                    .isEqualTo(200);
            assertThat(host.send(request("POST", path.substring(9)).header("x-operator", "ada"), reason(longest + "r"))
                            .status())
                    .isEqualTo(400);
        }
    }

    @Test
    void noKeyIsKeptAliveByTheLengthOfAReason() {
        String reason = "r".repeat(501);
        try (ManagedHost host = new ManagedHost()) {
            ApiKey one = host.issue();
            ApiKey owned = host.issue(FULL.owner("ops"));
            String json = "{\"tenant\":\"acme\",\"owner\":\"ops\",\"reason\":\"" + reason + "\"}";
            assertThat(sent(host, "/keys/" + one.id() + "/revoke", reason(reason)))
                    .isEqualTo(200);
            assertThat(sent(host, "/keys/revoke", json)).isEqualTo(200);

            for (ApiKey key : List.of(one, owned)) {
                Response revoked = host.send(request("GET", "/keys/" + key.id()).header("x-operator", "ada"), null);
                assertThat(text(revoked))
                        .contains("\"revocation\":{\"reason\":\"" + "r".repeat(490))
                        .doesNotContain(reason);
            }
            assertThat(sent(host, "/keys/suspend", json)).isEqualTo(400);
        }
    }

    private static int sent(ManagedHost host, String path, String json) {
        return host.send(request("POST", path).header("x-operator", "ada"), json)
                .status();
    }

    private static String reason(String text) {
        return "{\"reason\":\"" + text + "\"}";
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "{'mode':'now'},201",
                "{'mode':'overlap';'overlap':'P7D'},201",
                "{'mode':'overlap';'overlap':'P1DT2H'},201",
                "{'mode':'first-use'},201",
                "{'mode':'first-use';'grace':'P1D';'lapses':'P30D'},201",
                "{'mode':'first-use';'grace':null},201",
                "{},400",
                "{'mode':'later'},400",
                "{'mode':'overlap'},400",
                "{'mode':'overlap';'overlap':'P1W'},400",
                "{'mode':'overlap';'overlap':'P1M'},400",
                "{'mode':'overlap';'overlap':'P367D'},400",
                "{'mode':'overlap';'overlap':'-P1D'},400",
                "{'mode':'overlap';'overlap':'PT1S'},400",
                "{'mode':'overlap';'overlap':7},400",
                "{'mode':'now';'overlap':'P7D'},400",
                "{'mode':'now';'grace':'P1D'},400",
                "{'mode':'overlap';'overlap':'P7D';'lapses':'P1D'},400"
            })
    void aRotationHasAMode(String body, int status) {
        try (ManagedHost host = new ManagedHost()) {
            Response response = host.send(
                    "POST",
                    "/keys/" + host.issue().id() + "/rotate",
                    body.replace('\'', '"').replace(';', ','));
            assertThat(response.status()).as(text(response)).isEqualTo(status);
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "{'name':'ci';'tenant':'acme'},201",
                "{'name':'ci';'tenant':'acme';'permissions':null;'limits':null;'networks':null;'expiresAt':null},201",
                "{'name':'ci';'tenant':'acme';'resource':'wn_1';'slot':'default'},201",
                "{'name':'ci';'tenant':'acme';'lifetime':'P90D'},201",
                "{'name':'ci';'tenant':'acme';'resource':'wn_9'},404",
                "{'tenant':'acme'},400",
                "{'name':null;'tenant':'acme'},400",
                "{'name':'ci';'tenant':'acme';'lifetime':'P90D';'expiresAt':'2027-01-01T00:00:00Z'},400",
                "{'name':'ci';'tenant':'acme';'lifetime':'-P1D'},400",
                "{'name':'ci';'tenant':'acme';'lifetime':'P99999999999D'},400",
                "{'name':'ci';'tenant':'acme';'permission':['a']},400",
                "{'name':'ci';'tenant':'acme';'slot':''},400"
            })
    void aNewKeyIsSpecified(String body, int status) {
        try (ManagedHost host = new ManagedHost()) {
            Response response =
                    host.send("POST", "/keys", body.replace('\'', '"').replace(';', ','));
            assertThat(response.status()).as(text(response)).isEqualTo(status);
        }
    }

    @Test
    void aSlotTakesOneKey() {
        try (ManagedHost host = new ManagedHost()) {
            String body = "{\"name\":\"ci\",\"tenant\":\"acme\",\"slot\":\"default\"}";
            assertThat(host.send("POST", "/keys", body).status()).isEqualTo(201);
            Response taken = host.send("POST", "/keys", body);
            assertThat(taken.status()).isEqualTo(409);
            assertThat(text(taken)).contains("SLOT_TAKEN");
        }
    }
}
