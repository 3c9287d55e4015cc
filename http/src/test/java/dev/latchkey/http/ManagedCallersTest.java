package dev.latchkey.http;

import static dev.latchkey.http.ManagedHost.ADA;
import static dev.latchkey.http.ManagedHost.SETUP;
import static dev.latchkey.http.ManagedHost.request;
import static dev.latchkey.http.ManagedHost.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.IssuedKey;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Origin;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.spi.Response;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may manage keys, and from where. */
class ManagedCallersTest {
    private static final String ISSUE = "{\"tenant\":\"acme\",\"name\":\"ci\"}";

    @Test
    void nobodyManagesWhereTheHostNamesNobody() {
        try (ManagedHost host = new ManagedHost(
                keys -> {},
                web -> web.principals(request ->
                                Optional.of(Caller.of("acme", Scope.tenant(), Permissions.of("keys:*"), "grant")))
                        .trustedHandleHeader("x-api-key-id", (request, client) -> true),
                managed -> managed.operators(request -> Optional.empty()))) {
            IssuedKey key = issue(host, "keys:*");
            for (FakeRequest request : List.of(
                    request("GET", "/me"),
                    request("GET", "/me").header("x-api-key", key.rawKey().reveal()),
                    request("GET", "/me")
                            .header("x-api-key-id", "k_" + key.secret().handle()))) {
                Response refused = host.send(request, null);
                assertThat(refused.status()).isEqualTo(401);
                assertThat(refused.fields().value("WWW-Authenticate")).hasValue("Operator realm=\"api\"");
                assertThat(text(refused)).contains("CREDENTIAL_MISSING");
            }
        }
    }

    @Test
    void anOperatorOverClearTextIsRefusedWhereTheHostRequiresTls() {
        try (ManagedHost host = new ManagedHost(LatchkeyWebBuilder::requireTls)) {
            Response refused = host.send("POST", "/keys", ISSUE);

            assertThat(refused.status()).isEqualTo(403);
            assertThat(text(refused)).contains("INSECURE_TRANSPORT");
            assertThat(host.store.list(KeyQuery.of("acme", 10)).items()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"%00", "%0A", "%20", "%C2%85"})
    void aTenantThatCannotExistIsNotFound(String tenant) {
        try (ManagedHost host = new ManagedHost()) {
            for (String path : List.of("/keys", "/events", "/summary")) {
                Response refused = host.send("GET", path + "?tenant=" + tenant, null);
                assertThat(refused.status()).as(path).isEqualTo(404);
                assertThat(text(refused)).contains("TENANT_NOT_FOUND");
            }
        }
    }

    private static IssuedKey issue(ManagedHost host, String... permissions) {
        return host.latchkey
                .keys()
                .issue(KeySpec.of("acme", Scope.tenant(), "manager").permissions(Permissions.of(permissions)), SETUP)
                .orElseThrow();
    }

    /** Not even for a method that only the path with a variable has. */
    @ParameterizedTest
    @ValueSource(strings = {"/keys/search", "/keys/identify", "/keys/suspend", "/keys/resume", "/keys/revoke"})
    void segmentOfThePathIsNoIdOfAKey(String path) {
        try (ManagedHost host = new ManagedHost()) {
            for (String method : List.of("GET", "PATCH", "DELETE")) {
                Response refused = host.send(method, path, "{}");
                assertThat(refused.status()).as(method).isEqualTo(405);
                assertThat(refused.fields().value("Allow")).contains("OPTIONS, POST");
            }
            assertThat(host.send("OPTIONS", path, null).fields().value("Allow")).contains("OPTIONS, POST");
        }
    }

    @Test
    void anApiKeyManagesIfTheHostAllowsItAndNeverByTheStarOrByItsIdAlone() {
        try (ManagedHost host = new ManagedHost(
                keys -> {},
                web -> web.principals(request ->
                                Optional.of(Caller.of("acme", Scope.tenant(), Permissions.of("keys:*"), "grant")))
                        .trustedHandleHeader("x-api-key-id", (request, client) -> true),
                ManagedKeys::apiKeys)) {
            IssuedKey all = issue(host, "keys:*");
            IssuedKey star = issue(host, "*");
            IssuedKey reader = issue(host, "keys:read");
            IssuedKey bound = host.latchkey
                    .keys()
                    .issue(
                            KeySpec.of("acme", Scope.resource("wn_1"), "bound").permissions(Permissions.of("keys:*")),
                            SETUP)
                    .orElseThrow();
            assertThat(list(host, all)).isEqualTo(200);
            assertThat(list(host, reader)).isEqualTo(200);
            assertThat(list(host, star)).isEqualTo(403);
            assertThat(list(host, bound)).isEqualTo(403);
            assertThat(host.send(
                                    request("GET", "/keys")
                                            .header(
                                                    "x-api-key-id",
                                                    "k_" + all.secret().handle()),
                                    null)
                            .status())
                    .isEqualTo(401);
            assertThat(host.send(request("GET", "/keys"), null).status()).isEqualTo(401);
            assertThat(host.send(by(reader, request("POST", "/keys")), "{\"name\":\"ci\"}")
                            .status())
                    .isEqualTo(403);
            // A client puts a key into a header itself, so no page of another site can.
            Response issued = host.send(
                    by(all, request("POST", "/keys")).header("Sec-Fetch-Site", "cross-site"), "{\"name\":\"ci\"}");
            assertThat(issued.status()).isEqualTo(201);
            assertThat(text(issued)).contains("\"issuedBy\":\"" + all.key().id() + "\"");
            assertThat(host.send(by(all, request("GET", "/keys?tenant=globex")), null)
                            .status())
                    .isEqualTo(404);
        }
    }

    private static FakeRequest by(IssuedKey key, FakeRequest request) {
        return request.header("x-api-key", key.rawKey().reveal());
    }

    private static int list(ManagedHost host, IssuedKey key) {
        return host.send(by(key, request("GET", "/keys")), null).status();
    }

    @Test
    void theAuditNamesTheOperatorWithItsAddressAndRequest() {
        try (ManagedHost host = new ManagedHost()) {
            Response issued = host.send(
                    request("POST", "/keys")
                            .header("x-operator", "ada")
                            .header("X-Request-Id", "r-1")
                            .from("192.0.2.1"),
                    ISSUE);
            assertThat(issued.status()).isEqualTo(201);
            AuditEvent event =
                    host.latchkey.keys().audit(AuditQuery.of("acme", 1)).items().get(0);
            assertThat(event.actor())
                    .isEqualTo(Actor.user("ada").from(Origin.of("192.0.2.1").requestId("r-1")));
        }
    }

    @Test
    void meTellsWhatTheCallerMayDo() {
        try (ManagedHost host = new ManagedHost()) {
            host.operators.put("eve", ADA.tenants("b", "a").mayGrant(Permissions.of("messages:*")));
            assertThat(text(host.send(request("GET", "/me").header("x-operator", "eve"), null)))
                    .startsWith("{\"actor\":{\"kind\":\"user\",\"id\":\"ada\"},\"displayName\":\"Ada\","
                            + "\"may\":[\"keys:read\",\"keys:audit\",\"keys:issue\"")
                    .endsWith("\"mayGrant\":[\"messages:*\"],\"tenants\":[\"a\",\"b\"],\"more\":false}");
            assertThat(text(host.send("GET", "/me", null))).endsWith("\"tenants\":[],\"more\":true}");
        }
    }

    @Test
    void theTenantIsNamedOrTheOnlyOne() {
        try (ManagedHost host =
                new ManagedHost(keys -> {}, web -> {}, managed -> managed.tenants(tenant -> !tenant.equals("gone")))) {
            host.operators.put("one", ADA.tenants("acme"));
            host.operators.put("two", ADA.tenants("acme", "globex", "gone"));
            assertThat(get(host, "one", "/keys")).startsWith("200");
            assertThat(get(host, "two", "/keys")).startsWith("400").contains("TENANT_REQUIRED", "tenant is required");
            assertThat(get(host, "two", "/keys?tenant=")).startsWith("400").contains("TENANT_REQUIRED");
            assertThat(get(host, "two", "/keys?tenant=globex")).startsWith("200");
            assertThat(get(host, "one", "/keys?tenant=globex"))
                    .startsWith("404")
                    .contains("TENANT_NOT_FOUND");
            assertThat(get(host, "two", "/keys?tenant=gone")).startsWith("404").contains("TENANT_NOT_FOUND");
            String id = host.issue().id().toString();
            assertThat(get(host, "two", "/keys/" + id)).startsWith("200");
            assertThat(get(host, "two", "/keys/" + id + "?tenant=acme")).startsWith("200");
            assertThat(get(host, "two", "/keys/" + id + "?tenant=globex")).startsWith("404API_KEY_NOT_FOUND");
            host.operators.put("other", ADA.tenants("globex"));
            assertThat(get(host, "other", "/keys/" + id)).startsWith("404API_KEY_NOT_FOUND");
            assertThat(get(host, "two", "/keys/nonsense")).startsWith("404API_KEY_NOT_FOUND");
            Response twice = host.send("POST", "/keys?tenant=globex", ISSUE);
            assertThat(twice.status()).isEqualTo(400);
        }
    }

    /** Returns the status, and for a key that is not found its code, followed by the body. */
    private static String get(ManagedHost host, String operator, String path) {
        Response response = host.send(request("GET", path).header("x-operator", operator), null);
        String code = text(response).contains("API_KEY_NOT_FOUND") ? "API_KEY_NOT_FOUND" : "";
        return response.status() + code + text(response);
    }

    /** The fake connection is to http://test. */
    @ParameterizedTest
    @CsvSource({
        "1,,,201",
        "1,same-origin,,201",
        "1,same-origin,http://test,201",
        "1,,http://test,201",
        "1,,HTTP://TEST,201",
        "1,,http://test:80,403",
        "1,,http://test:8080,403",
        "1,,https://test,403",
        "1,,null,403",
        "1,,http://evil.example,403",
        "1,cross-site,,403",
        "1,same-site,http://test,403",
        "1,none,,403",
        ",,,403",
        ",same-origin,http://test,403"
    })
    void aPageOfAnotherSiteSendsNothingWithAnAmbientCredential(String csrf, String site, String origin, int status) {
        try (ManagedHost host = new ManagedHost()) {
            host.operators.put("browser", ADA.ambient(true));
            FakeRequest request = request("POST", "/keys").header("x-operator", "browser");
            add(request, "Latchkey-Csrf", csrf);
            add(request, "Sec-Fetch-Site", site);
            add(request, "Origin", origin);
            Response response = host.send(request, ISSUE);
            assertThat(response.status()).isEqualTo(status);
            assertThat(text(response).contains("CROSS_SITE_REQUEST")).isEqualTo(status == 403);
            assertThat(host.latchkey.keys().audit(AuditQuery.of("acme", 1)).items())
                    .hasSize(status == 201 ? 1 : 0);
            // Reading needs none of this: another page cannot read the answer.
            assertThat(host.send(request("GET", "/me").header("x-operator", "browser"), null)
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aSecondOriginIsRefused() {
        try (ManagedHost host = new ManagedHost()) {
            host.operators.put("browser", ADA.ambient(true));
            FakeRequest request = request("POST", "/keys")
                    .header("x-operator", "browser")
                    .header("Latchkey-Csrf", "1")
                    .header("Origin", "http://test")
                    .header("Origin", "http://test");
            assertThat(host.send(request, ISSUE).status()).isEqualTo(403);
        }
    }

    @Test
    void aPortThatBelongsToTheSchemeMakesNoOtherOrigin() {
        try (ManagedHost host = new ManagedHost(
                keys -> {},
                web -> {},
                managed -> managed.origins("https://admin.example.com:443", "http://[::1]:80", "http://a:443"))) {
            host.operators.put("browser", ADA.ambient(true));
            for (String origin : List.of("https://admin.example.com", "http://[::1]", "http://a:443", "http://a")) {
                FakeRequest request = request("POST", "/keys")
                        .header("x-operator", "browser")
                        .header("Latchkey-Csrf", "1")
                        .header("Origin", origin);
                assertThat(host.send(request, ISSUE).status())
                        .as(origin)
                        .isEqualTo(origin.equals("http://a") ? 403 : 201);
            }
        }
    }

    @Test
    void anEmptyOwnerOfManyKeysIsRefused() {
        try (ManagedHost host = new ManagedHost()) {
            for (String path : List.of("/keys/suspend", "/keys/resume", "/keys/revoke")) {
                Response refused = host.send("POST", path, "{\"tenant\":\"acme\",\"owner\":\"\"}");
                assertThat(refused.status()).as(path).isEqualTo(400);
                assertThat(text(refused)).contains("owner");
            }
        }
    }

    private static void add(FakeRequest request, String name, String value) {
        if (value != null) {
            request.header(name, value);
        }
    }

    @Test
    void theHostMayNameOtherOrigins() {
        try (ManagedHost host =
                new ManagedHost(keys -> {}, web -> {}, managed -> managed.origins("https://Admin.example.com"))) {
            host.operators.put("browser", ADA.ambient(true));
            for (String origin : List.of("https://admin.example.com", "http://test")) {
                Response response = host.send(
                        request("POST", "/keys")
                                .header("x-operator", "browser")
                                .header("Latchkey-Csrf", "1")
                                .header("Origin", origin),
                        ISSUE);
                assertThat(response.status()).isEqualTo(origin.startsWith("https") ? 201 : 403);
            }
        }
        ManagedKeys managed = ManagedKeys.at("/latchkey");
        for (String none : List.of("", "example.com", "https://example.com/", "null", "ftp://a")) {
            assertThatThrownBy(() -> managed.origins(none)).isInstanceOf(InvalidValueException.class);
        }
    }

    @Test
    void theHundredAndFirstRequestInABurstIsTooMany() {
        try (ManagedHost host = new ManagedHost()) {
            for (int i = 0; i < 100; i++) {
                assertThat(host.send("GET", "/me", null).status()).isEqualTo(200);
            }
            Response refused = host.send("GET", "/me", null);
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.fields().value("Retry-After")).hasValue("1");
            assertThat(refused.fields().value("RateLimit")).isPresent();
        }
    }

    @Test
    void whoMustAuthenticateAgainIsToldWhere() {
        try (ManagedHost host = new ManagedHost()) {
            host.operators.put("old", ADA.reauthenticateAt("/login?again"));
            Response refused = host.send(request("POST", "/keys").header("x-operator", "old"), ISSUE);
            assertThat(refused.status()).isEqualTo(403);
            assertThat(text(refused)).contains("REAUTHENTICATION_REQUIRED", "\"reauthentication\":\"/login?again\"");
        }
    }

    @Test
    void theUsageOfAKeyIsToldByDay() {
        try (ManagedHost host = new ManagedHost()) {
            String path = "/keys/" + host.issue().id() + "/usage";
            assertThat(text(host.send("GET", path + "?days=2", null)))
                    .isEqualTo("{\"lastUsedAt\":null,\"data\":["
                            + "{\"date\":\"2026-06-27\",\"accepted\":0,\"limited\":0,\"refused\":0},"
                            + "{\"date\":\"2026-06-28\",\"accepted\":0,\"limited\":0,\"refused\":0}]}");
            assertThat(host.send("GET", path + "?days=400", null).status()).isEqualTo(200);
            for (String days : List.of("0", "401", "x", "-1")) {
                assertThat(host.send("GET", path + "?days=" + days, null).status())
                        .isEqualTo(400);
            }
        }
    }

    @Test
    void whatCannotBeMountedIsRefused() {
        assertThatThrownBy(() -> new ManagedHost(web -> web.managedKeys(ManagedKeys.at("/other"))))
                .isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> new ManagedHost(web -> web.resourceNoun("name")))
                .isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> new ManagedHost(web -> web.openApi("/latchkey/keys/openapi.json")))
                .isInstanceOf(InvalidValueException.class);
        try (ManagedHost host = new ManagedHost(web -> web.openApi("/latchkey/openapi.json"))) {
            assertThat(host.web.documentPath()).hasValue("/latchkey/openapi.json");
        }
    }
}
