package dev.latchkey.http.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.IssuedKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.contract.fixture.TestHost;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What dialect A answers when all is well, member by member. */
abstract class DefaultKeysRules extends HostTest {
    private static final String BASE = "/v1/api-keys";
    private TestHost host;
    private IssuedKey tenant;

    @BeforeEach
    void start() {
        host = startHost(ErrorStyle.FLAT);
        tenant = host.tenantKey();
    }

    @AfterEach
    void stop() {
        host.close();
    }

    @Test
    void aRetiringSecretRegeneratesNothingAndIsToldToUseTheNewOne() {
        IssuedKey first =
                host.issue(KeySpec.of("acme", Scope.tenant(), "rotated").allPermissions());
        assertThat(host.latchkey
                        .keys()
                        .rotate("acme", first.key().id(), RotationMode.overlap(Duration.ofDays(7)), TestHost.SETUP)
                        .isDone())
                .isTrue();
        for (String path : new String[] {"/v1/api-keys/regenerate", "/v1/api-keys"}) {
            HttpResponse<String> answer = host.send(host.request("POST", path, "{\"whatsappNumberId\":\"wn_1\"}")
                    .header("x-api-key", raw(first))
                    .header("Content-Type", "application/json"));
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("CREDENTIAL_RETIRING", "use the key's new secret");
        }
    }

    @Test
    void aPendingSecretDoesNotRegenerateItsKeyByTheRequestThatMakesItCurrent() {
        IssuedKey first =
                host.issue(KeySpec.of("acme", Scope.tenant(), "rotated").allPermissions());
        IssuedKey pending = host.latchkey
                .keys()
                .rotate("acme", first.key().id(), RotationMode.firstUse(), TestHost.SETUP)
                .orElseThrow();
        HttpResponse<String> answer =
                host.send(host.request("POST", "/v1/api-keys/regenerate", "").header("x-api-key", raw(pending)));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("CREDENTIAL_PENDING");
    }

    @Test
    void listIsFlatInTheDirectorysOrderWithEveryNumberOnce() {
        IssuedKey first = host.numberKey("wn_1");
        IssuedKey second = host.numberKey("wn_2");
        host.issue(KeySpec.of("acme", Scope.resource("wn_1"), "another, not in the slot")
                .allPermissions());
        host.issue(KeySpec.of("acme", Scope.resource("gone"), "of no number that is still there")
                .allPermissions()
                .slot("default"));
        host.issue(KeySpec.of("globex", Scope.resource("wn_9"), "of another tenant")
                .allPermissions()
                .slot("default"));

        HttpResponse<String> answer = host.get(BASE, raw(tenant));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(answer.body())
                .isEqualTo("["
                        + "{\"numberId\":\"wn_2\",\"number\":\"5511888888888\",\"displayName\":\"Vendas\","
                        + "\"keyId\":\"k_"
                        + second.rawKey().handle() + "\",\"keyLast4\":\""
                        + second.rawKey().lastFour() + "\",\"key\":\""
                        + raw(second) + "\",\"revealable\":true},"
                        + "{\"numberId\":\"wn_1\",\"number\":\"5511999999999\",\"displayName\":\"Suporte "
                        + "\\\"24h\\\" \u00e9\",\"keyId\":\"k_"
                        + first.rawKey().handle() + "\",\"keyLast4\":\""
                        + first.rawKey().lastFour() + "\",\"key\":\""
                        + raw(first) + "\",\"revealable\":true},"
                        + "{\"numberId\":\"wn_3\",\"number\":\"5511777777777\","
                        + "\"displayName\":\"Cobran\u00e7a\",\"keyId\":null,"
                        + "\"keyLast4\":null,\"key\":null,\"revealable\":false}"
                        + "]");
    }

    @Test
    void keyThatMayDoMoreThanTheCallerIsListedAndNotShown() {
        host.numberKey("wn_1");
        IssuedKey limited =
                host.issue(KeySpec.of("acme", Scope.tenant(), "limited").permissions(Permissions.of("numbers:read")));

        String body = host.get(BASE, raw(limited)).body();

        assertThat(body).contains("\"keyId\":\"k_").doesNotContain("\"key\":\"").doesNotContain("true");
    }

    @Test
    void expiredKeyIsNotListed() {
        host.issue(KeySpec.of("acme", Scope.resource("wn_1"), "default")
                .allPermissions()
                .slot("default")
                .expiresAt(host.clock.instant().plusSeconds(60)));
        host.clock.advance(Duration.ofSeconds(60));

        assertThat(host.get(BASE, raw(tenant)).body()).doesNotContain("k_");
    }

    @Test
    void regeneratingReplacesTheKeyAtOnce() {
        IssuedKey old = host.numberKey("wn_1");
        assertThat(host.get("/v1/messages/7", raw(old)).statusCode()).isEqualTo(200);
        host.clock.advance(Duration.ofMillis(1500));

        HttpResponse<String> answer = host.post(BASE, raw(tenant), "{\"whatsappNumberId\":\"wn_1\"}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        String key = member(answer, "key");
        String handle = key.substring("ps_".length(), "ps_".length() + 12);
        assertThat(answer.body())
                .isEqualTo("{\"numberId\":\"wn_1\",\"keyId\":\"k_" + handle + "\",\"keyPrefix\":\"ps_\",\"keyLast4\":\""
                        + key.substring(key.length() - 4) + "\",\"key\":\"" + key
                        + "\",\"createdAt\":\"2026-06-28T15:00:01.500Z\"}");
        assertThat(host.get("/v1/messages/7", raw(old)).statusCode()).isEqualTo(401);
        assertThat(host.get("/v1/messages/7", key).statusCode()).isEqualTo(200);
        assertThat(host.get(BASE, raw(tenant)).body()).contains(key);
    }

    @Test
    void numberWithoutAKeyGetsItsFirstOne() {
        HttpResponse<String> answer = host.post(BASE, raw(tenant), "{\"whatsappNumberId\":\"wn_3\"}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(host.post("/v1/messages/send", member(answer, "key"), null).body())
                .startsWith("served POST to acme ResourceScope[resource=wn_3]");
    }

    @Test
    void numberRegeneratesItsOwnKey() {
        IssuedKey old = host.numberKey("wn_1");

        HttpResponse<String> answer = host.post(BASE + "/regenerate", raw(old), null);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).startsWith("{\"numberId\":\"wn_1\",\"keyId\":\"k_");
        assertThat(host.get("/v1/messages/7", raw(old)).statusCode()).isEqualTo(401);
        assertThat(host.get("/v1/messages/7", member(answer, "key")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void tenantRegeneratesItsOwnKeyAndNoNumberIsNamed() {
        HttpResponse<String> answer = host.post(BASE + "/regenerate", raw(tenant), null);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).startsWith("{\"keyId\":\"k_");
        assertThat(host.get("/v1/numbers", raw(tenant)).statusCode()).isEqualTo(401);
        assertThat(host.get("/v1/numbers", member(answer, "key")).statusCode()).isEqualTo(200);
    }

    @Test
    void headHasTheHeadersOfGetAndNoBody() {
        host.numberKey("wn_1");
        String length = host.get(BASE, raw(tenant))
                .headers()
                .firstValue("Content-Length")
                .orElseThrow();

        HttpResponse<String> answer = host.send(host.request("HEAD", BASE, null).header("x-api-key", raw(tenant)));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Length")).hasValue(length);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void optionsTellsTheMethodsToAnybody() {
        HttpResponse<String> answer = host.send(host.request("OPTIONS", BASE, null));

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD, OPTIONS, POST");
    }

    static String raw(IssuedKey key) {
        return key.rawKey().reveal();
    }

    static String member(HttpResponse<String> answer, String name) {
        String start = "\"" + name + "\":\"";
        int from = answer.body().indexOf(start);
        assertThat(from).as(answer.body()).isNotNegative();
        return answer.body().substring(from + start.length(), answer.body().indexOf('"', from + start.length()));
    }
}
