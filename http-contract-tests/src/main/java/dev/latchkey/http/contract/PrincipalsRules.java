package dev.latchkey.http.contract;

import static dev.latchkey.http.contract.fixture.TestHost.member;
import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.access.Caller;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.Origin;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.Credential;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.contract.fixture.TestHost;
import dev.latchkey.http.spi.RequestHead;
import dev.latchkey.ports.query.AccessEvent;
import dev.latchkey.ports.query.AuditQuery;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Principals that are no keys: the same rules, the same endpoints. */
abstract class PrincipalsRules extends HostTest {
    @Test
    void wholeTenantGrantManagesKeys() {
        try (TestHost host = startHost(web ->
                web.errorStyle(ErrorStyle.FLAT).credential(Credential.bearer()).principals(PrincipalsRules::grant))) {
            assertThat(bearer(host, "GET", "/v1/numbers", "jwt.tenant", null).body())
                    .startsWith("served GET to acme TenantScope[], named grant-7");

            HttpResponse<String> answer =
                    bearer(host, "POST", "/v1/api-keys", "jwt.tenant", "{\"whatsappNumberId\":\"wn_1\"}");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(host.store
                            .real
                            .audit(AuditQuery.of("acme", 10))
                            .items()
                            .get(0)
                            .actor())
                    .isEqualTo(Actor.user("grant-7").from(Origin.of("127.0.0.1")));
            assertThat(bearer(host, "GET", "/v1/messages/1", member(answer, "key"), null)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(bearer(host, "GET", "/v1/api-keys", "jwt.tenant", null).body())
                    .contains(member(answer, "key"));
        }
    }

    @Test
    void grantOnANumberIsHeldToTheRulesOfNumbers() {
        try (TestHost host = startHost(web ->
                web.errorStyle(ErrorStyle.FLAT).credential(Credential.bearer()).principals(PrincipalsRules::grant))) {
            assertThat(bearer(host, "GET", "/v1/messages/1", "jwt.number", null).statusCode())
                    .isEqualTo(200);
            assertThat(bearer(host, "POST", "/v1/messages/send", "jwt.number", null)
                            .body())
                    .contains("INSUFFICIENT_PERMISSION");
            assertThat(bearer(host, "GET", "/v1/numbers", "jwt.number", null).body())
                    .contains("NUMBER_SCOPE_NOT_ALLOWED");
            assertThat(bearer(host, "GET", "/v1/numbers", "jwt.nobody", null).statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void limitedGrantIsNotHandedMoreThanItHas() {
        try (TestHost host = startHost(web ->
                web.errorStyle(ErrorStyle.FLAT).credential(Credential.bearer()).principals(PrincipalsRules::grant))) {
            host.numberKey("wn_1");

            assertThat(bearer(host, "POST", "/v1/api-keys", "jwt.limited", "{\"whatsappNumberId\":\"wn_1\"}")
                            .body())
                    .contains("INSUFFICIENT_PERMISSION");
            assertThat(bearer(host, "GET", "/v1/api-keys", "jwt.limited", null).body())
                    .doesNotContain("\"key\":\"");
        }
    }

    @Test
    void keyIsAskedFirstAndOneThatIsRefusedIsNobodyElse() {
        try (TestHost host = startHost(web -> web.errorStyle(ErrorStyle.FLAT)
                .credential(Credential.bearer())
                .principals(request -> Optional.of(tenant())))) {
            String key = raw(host.numberKey("wn_1"));
            assertThat(bearer(host, "GET", "/v1/me", key, null).body()).contains("wn_1");
            assertThat(host.latchkey
                            .keys()
                            .revoke(
                                    "acme",
                                    host.store
                                            .real
                                            .findByHandle(key.substring(3, 15))
                                            .value()
                                            .orElseThrow()
                                            .id(),
                                    "test",
                                    TestHost.SETUP)
                            .orElseThrow())
                    .isNotNull();
            assertThat(bearer(host, "GET", "/v1/me", key, null).statusCode()).isEqualTo(401);
            assertThat(bearer(host, "GET", "/v1/me", key.substring(1), null).statusCode())
                    .isEqualTo(200);
            assertThat(TestHost.status(host.rawGet(
                            TestHost.CONTEXT + "/v1/me", "Authorization: Bearer a", "Authorization: Bearer b")))
                    .isEqualTo(401);
        }
    }

    @Test
    void tokenOfAnotherFormatIsNoAttemptIfAResolverKnowsIt() {
        List<AccessEvent> attempts = new CopyOnWriteArrayList<>();
        try (TestHost host = startHost(
                keys -> keys.auditSink(attempts::addAll),
                web -> web.credential(Credential.bearer()).principals(PrincipalsRules::grant))) {
            assertThat(bearer(host, "GET", "/v1/numbers", "jwt.tenant", null).statusCode())
                    .isEqualTo(200);
            host.latchkey.flush();
            assertThat(attempts).isEmpty();

            assertThat(bearer(host, "GET", "/v1/numbers", "jwt.nobody", null).statusCode())
                    .isEqualTo(401);
            host.latchkey.flush();
            assertThat(attempts).extracting(AccessEvent::reason).containsExactly("MALFORMED");
        }
    }

    @Test
    void garbageInTheKeysOwnHeaderIsNotSavedByASession() {
        try (TestHost host =
                startHost(web -> web.errorStyle(ErrorStyle.FLAT).principals(request -> Optional.of(tenant())))) {
            assertThat(host.get("/v1/numbers", null).statusCode()).isEqualTo(200);
            assertThat(host.get("/v1/numbers", "nonsense").statusCode()).isEqualTo(401);
        }
    }

    private static Optional<Caller> grant(RequestHead request) {
        return switch (String.join("", request.header("Authorization"))) {
            case "Bearer jwt.tenant" -> Optional.of(tenant());
            case "Bearer jwt.number" ->
                Optional.of(Caller.of("acme", Scope.resource("wn_1"), Permissions.of("messages:read"), "grant-8"));
            case "Bearer jwt.limited" ->
                Optional.of(Caller.of("acme", Scope.tenant(), Permissions.of("numbers:read"), "grant-9"));
            default -> Optional.empty();
        };
    }

    private static Caller tenant() {
        return Caller.of("acme", Scope.tenant(), Permissions.ALL, "grant-7");
    }

    private static HttpResponse<String> bearer(TestHost host, String method, String path, String token, String json) {
        return host.send(host.request(method, path, json)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json"));
    }
}
