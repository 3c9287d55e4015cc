package dev.latchkey.http.contract;

import static dev.latchkey.http.contract.fixture.TestHost.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.access.KeyPolicy;
import dev.latchkey.core.key.Cidr;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.http.JsonCase;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The resources with their default keys, and the policy, over sockets. Every answer is held against the host's
 * document.
 */
abstract class ManagedResourcesRules extends ManagedKeysHost {
    private static final String RESOURCES = BASE + "/resources?tenant=acme";

    private String get(String path) {
        HttpResponse<String> answer = send("GET", path, null);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private void assertRefused(int status, String code, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
    }

    @Test
    void resourcesAreListedInPagesWithTheirDefaultKeys() {
        String regenerated = BASE + "/slots/regenerate";
        String own = member(send("POST", regenerated, "{\"tenant\":\"acme\"}"), "id");
        String one = member(send("POST", regenerated, "{\"tenant\":\"acme\",\"number\":\"wn_1\"}"), "id");

        String first = get(RESOURCES + "&limit=2");

        assertThat(first)
                .startsWith("{\"data\":[{\"number\":\"wn_2\",\"displayName\":\"Vendas\",\"key\":null},"
                        + "{\"number\":\"wn_1\",\"displayName\":\"Suporte \\\"24h\\\" \u00e9\",\"key\":{\"id\":\""
                        + one)
                .contains("\"own\":{\"id\":\"" + own);
        String cursor = first.replaceAll("^.*\"nextCursor\":\"([^\"]*)\"}$", "$1");
        assertThat(get(RESOURCES + "&limit=2&cursor=" + cursor))
                .startsWith("{\"data\":[{\"number\":\"wn_3\"")
                .endsWith("\"nextCursor\":null}");
        assertThat(get(RESOURCES + "&q=suporte")).startsWith("{\"data\":[{\"number\":\"wn_1\"");
        assertThat(get(RESOURCES + "&q=nobody")).startsWith("{\"data\":[],");
        assertRefused(400, "CURSOR_INVALID", send("GET", RESOURCES + "&q=v&cursor=" + cursor, null));
        assertRefused(400, "VALIDATION_ERROR", send("GET", RESOURCES + "&limit=0", null));
        assertRefused(400, "RAW_KEY_IN_QUERY", send("GET", RESOURCES + "&q=ps_" + "x".repeat(57), null));
        assertRefused(404, "TENANT_NOT_FOUND", notFound());
    }

    private HttpResponse<String> notFound() {
        operators.put("bob", operators.get(ADA).tenants("globex"));
        return host().send(by("bob", "GET", RESOURCES, null));
    }

    @Test
    void namesHaveTheCaseAndTheNounOfTheHost() {
        host(keys -> {}, web -> web.jsonCase(JsonCase.SNAKE).resourceNoun("phone number"));
        assertThat(get(RESOURCES))
                .startsWith("{\"data\":[{\"phone_number\":\"wn_2\",\"display_name\":\"Vendas\"")
                .endsWith("\"own\":null,\"next_cursor\":null}");
        assertThat(get(BASE + "/policy?tenant=acme&phone_number=wn_1")).contains("\"never_expires\":true");
    }

    @Test
    void whereNoUsageByDayIsKeptAListAddsNone() {
        assertRefused(400, "VALIDATION_ERROR", send("GET", KEYS + "?tenant=acme&usage=30", null));
        String sent = "{\"tenant\":\"acme\",\"usage\":30}";
        assertRefused(400, "VALIDATION_ERROR", send("POST", KEYS + "/search", sent));
    }

    @Test
    void thePolicyIsToldAndHolds() {
        KeyPolicy policy = KeyPolicy.NONE
                .maxLifetime(Duration.ofDays(90))
                .defaultLifetime(Duration.ofDays(30))
                .maxKeys(1)
                .networks(List.of(Cidr.parse("127.0.0.0/8")))
                .permissions(List.of("messages:send"))
                .defaultPermissions(Permissions.of("messages:send"));
        host(keys -> keys.policies((tenant, scope) -> policy), web -> {});
        assertThat(get(BASE + "/policy?tenant=acme"))
                .contains("\"defaultLifetime\":\"P30D\"", "\"maxLifetime\":\"P90D\"", "\"maxKeys\":1");
        String ci = "{\"tenant\":\"acme\",\"name\":\"ci\"";
        assertRefused(400, "VALIDATION_ERROR", send("POST", KEYS, ci + ",\"lifetime\":\"P91D\"}"));
        assertThat(send("POST", KEYS, ci + "}").body()).contains("\"permissions\":[\"messages:send\"]");
        assertRefused(409, "TOO_MANY_KEYS", send("POST", KEYS, ci + "}"));
        assertRefused(409, "TOO_MANY_KEYS", send("POST", BASE + "/slots/regenerate", "{\"tenant\":\"acme\"}"));
    }
}
