package dev.latchkey.http.contract;

import static dev.latchkey.http.contract.fixture.TestHost.member;
import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.Credential;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.JsonCase;
import dev.latchkey.http.Routes;
import dev.latchkey.http.contract.fixture.TestHost;
import dev.latchkey.ports.query.AuditQuery;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Issuing in the dialect of issued keys: the answer member by member, and the keys that it must not make. */
abstract class IssuedKeysIssueRules extends IssuedKeysHost {
    @Test
    void issuingShowsTheSecretOnceAndItWorks() {
        HttpResponse<String> answer = call(
                "POST",
                BASE,
                raw(customer),
                "{\"name\":\"app-2026-q2\",\"instance_id\":\"wn_1\",\"scopes\":[\"messages:send\"],"
                        + "\"expires_at\":\"2026-06-28T17:30:00+02:00\"}");

        assertThat(answer.statusCode()).isEqualTo(201);
        String id = member(answer, "id");
        String secret = member(answer, "secret");
        assertThat(answer.headers().firstValue("Location")).hasValue(TestHost.CONTEXT + BASE + "/" + id);
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(answer.body())
                .isEqualTo("{\"id\":\"" + id
                        + "\",\"customer_id\":\"acme\",\"instance_id\":\"wn_1\",\"name\":\"app-2026-q2\",\"prefix\":\""
                        + secret.substring(0, 11)
                        + "\",\"scopes\":[\"messages:send\"],\"last_used_at\":null,"
                        + "\"expires_at\":\"2026-06-28T15:30:00.000Z\","
                        + "\"created_at\":\"2026-06-28T15:00:00.000Z\",\"revoked_at\":null,\"secret\":\"" + secret
                        + "\"}");
        assertThat(call("POST", "/b/instances/wn_1/messages", secret, null).statusCode())
                .isEqualTo(200);
        assertThat(call("GET", BASE, raw(customer), null).body()).doesNotContain(secret);
        AuditEvent event = host.store.real.audit(AuditQuery.of("acme", 10)).items().stream()
                .filter(one -> one.keyId().equals(UUID.fromString(id)))
                .findFirst()
                .orElseThrow();
        assertThat(event.action()).isEqualTo(AuditAction.ISSUED);
        assertThat(event.actor()).isEqualTo(actor(answer));
    }

    @Test
    void nullMeansNotThereAndNothingElseIsNeededButAName() {
        HttpResponse<String> answer = call(
                "POST",
                BASE,
                raw(customer),
                "{\"name\":\"n\",\"instance_id\":null,\"scopes\":null,\"expires_at\":null}");

        assertThat(answer.body()).contains("\"instance_id\":null", "\"scopes\":[\"*\"]", "\"expires_at\":null");
        assertThat(call("POST", BASE, raw(customer), "{\"name\":\"n\",\"scopes\":[]}")
                        .body())
                .contains("\"scopes\":[]");
    }

    @ParameterizedTest
    @MethodSource("unknownMembers")
    void memberThatIsUnknownIsRefusedAndNamesTheOneThatIsMeant(JsonCase words, String member, String problem) {
        try (TestHost own = start(web -> web.jsonCase(words))) {
            String key = raw(own.tenantKey());
            List<Object> stored = own.contents();

            HttpResponse<String> answer =
                    call(own, "POST", BASE, key, "{\"name\":\"x\",\"" + member + "\":[\"owners:read\"]}");

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("\"validation_failed\"", "\"details\":{" + problem + "}");
            assertThat(own.contents()).isEqualTo(stored);
        }
    }

    static Stream<Arguments> unknownMembers() {
        return Stream.of(
                unknown(JsonCase.SNAKE, "permissions", "scopes"),
                unknown(JsonCase.SNAKE, "permission", "scopes"),
                unknown(JsonCase.SNAKE, "scope", "scopes"),
                unknown(JsonCase.SNAKE, "Scopes", "scopes"),
                unknown(JsonCase.SNAKE, "instanceId", "instance_id"),
                unknown(JsonCase.SNAKE, "instance", "instance_id"),
                unknown(JsonCase.SNAKE, "expires", "expires_at"),
                unknown(JsonCase.CAMEL, "instance_id", "instanceId"),
                unknown(JsonCase.CAMEL, "expires_at", "expiresAt"),
                unknown(JsonCase.CAMEL, "expiresIn", "expiresAt"),
                unknown(JsonCase.CAMEL, "ttl", "expiresAt"),
                Arguments.of(
                        JsonCase.CAMEL,
                        "allowedNetworks",
                        "\"allowedNetworks\":\"is not a member; the members are name, instanceId, scopes, expiresAt\""),
                Arguments.of(
                        JsonCase.SNAKE,
                        "<script>",
                        "\"body\":\"has an unknown member; the members are name, instance_id, scopes, expires_at\""),
                Arguments.of(
                        JsonCase.SNAKE,
                        "",
                        "\"body\":\"has an unknown member; the members are name, instance_id, scopes, expires_at\""));
    }

    private static Arguments unknown(JsonCase words, String member, String meant) {
        return Arguments.of(words, member, "\"" + member + "\":\"is not a member; did you mean " + meant + "?\"");
    }

    @Test
    void permissionThatTheHostDoesNotKnowIsRefused() {
        Routes routes =
                Routes.builder().either("GET", "/v1/owner", "owner:read").build();
        try (TestHost own = startHost(
                keys -> keys.knownPermissions(routes.permissions()),
                web -> web.errorStyle(ErrorStyle.ENVELOPE)
                        .credential(Credential.bearer())
                        .routes(routes)
                        .issuedKeys(BASE))) {
            String key = raw(own.tenantKey());
            HttpResponse<String> answer = call(own, "POST", BASE, key, "{\"name\":\"n\",\"scopes\":[\"owner:raed\"]}");

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body())
                    .contains("\"scopes\":\"must be known to this host, and this is not: owner:raed\"");
            assertThat(call(own, "POST", BASE, key, "{\"name\":\"n\",\"scopes\":[\"owner:*\"]}")
                            .statusCode())
                    .isEqualTo(201);
        }
    }

    @Test
    void withoutScopesAKeyMayDoNothingUnlessTheHostNamesADefault() {
        try (TestHost silent = start(web -> web.defaultPermissions(Permissions.NONE))) {
            String key = raw(silent.tenantKey());
            assertThat(call(silent, "POST", BASE, key, "{\"name\":\"n\"}").body())
                    .contains("\"scopes\":[]");
        }
        try (TestHost narrow = start(web -> web.defaultPermissions(Permissions.of("messages:*")))) {
            String key = raw(narrow.tenantKey());
            assertThat(call(narrow, "POST", BASE, key, "{\"name\":\"n\"}").body())
                    .contains("\"scopes\":[\"messages:*\"]");
        }
    }

    @Test
    void aKeyIssuesNothingThatOutlivesIt() {
        Instant expiry = host.clock.instant().plusSeconds(60);
        String brief = raw(host.issue(
                KeySpec.of("acme", Scope.tenant(), "brief").allPermissions().expiresAt(expiry)));
        assertThat(call("POST", BASE, brief, "{\"name\":\"n\"}").body())
                .contains("\"expires_at\":\"2026-06-28T15:01:00.000Z\"");
        HttpResponse<String> later =
                call("POST", BASE, brief, "{\"name\":\"n\",\"expires_at\":\"2026-06-28T15:01:00.001Z\"}");
        assertThat(later.statusCode()).isEqualTo(403);
        assertThat(later.body()).contains("\"insufficient_scope\"");
    }

    @Test
    void nobodyIssuesMoreThanTheirOwn() {
        String limited = raw(
                host.issue(KeySpec.of("acme", Scope.tenant(), "limited").permissions(Permissions.of("messages:*"))));

        assertThat(call("POST", BASE, limited, "{\"name\":\"n\"}").body()).contains("\"insufficient_scope\"");
        assertThat(call("POST", BASE, limited, "{\"name\":\"n\",\"scopes\":[\"reports:read\"]}")
                        .body())
                .contains("\"insufficient_scope\"");
        assertThat(call("POST", BASE, limited, "{\"name\":\"n\",\"scopes\":[\"messages:send\"]}")
                        .statusCode())
                .isEqualTo(201);
        String bound = raw(host.numberKey("wn_1"));
        for (String body : new String[] {"{\"name\":\"n\"}", "{\"name\":\"n\",\"instance_id\":\"wn_1\"}"}) {
            assertThat(call("POST", BASE, bound, body).body()).contains("\"instance_scoped_key\"");
        }
    }
}
