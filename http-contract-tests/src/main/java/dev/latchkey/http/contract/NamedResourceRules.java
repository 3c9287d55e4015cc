package dev.latchkey.http.contract;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.scope.ScopeMeaning;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.Routes;
import dev.latchkey.http.contract.fixture.TestHost;
import java.net.http.HttpRequest;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Routes on which the request says which resource it is about. */
abstract class NamedResourceRules extends HostTest {
    @ParameterizedTest
    @CsvSource({
        "HIERARCHICAL, tenant, GET,    /v1/numbers/wn_1/chats,  200",
        "HIERARCHICAL, tenant, GET,    /v1/numbers/wn_9/chats,  404",
        "HIERARCHICAL, tenant, GET,    /v1/numbers/nope/chats,  404",
        "HIERARCHICAL, tenant, DELETE, /v1/numbers/wn_1,        200",
        "HIERARCHICAL, tenant, DELETE, /v1/numbers/wn_9,        404",
        "HIERARCHICAL, number, GET,    /v1/numbers/wn_1/chats,  200",
        "HIERARCHICAL, number, GET,    /v1/numbers/wn_2/chats,  403",
        "HIERARCHICAL, number, GET,    /v1/numbers/wn_9/chats,  403",
        "HIERARCHICAL, number, GET,    /v1/numbers/nope/chats,  403",
        "HIERARCHICAL, number, DELETE, /v1/numbers/wn_1,        403",
        "EXCLUSIVE,    tenant, GET,    /v1/numbers/wn_1/chats,  403",
        "EXCLUSIVE,    tenant, GET,    /v1/numbers/wn_9/chats,  403",
        "EXCLUSIVE,    tenant, DELETE, /v1/numbers/wn_1,        200",
        "EXCLUSIVE,    tenant, DELETE, /v1/numbers/wn_9,        404",
        "EXCLUSIVE,    tenant, GET,    /v1/numbers/wn_1/status, 200",
        "EXCLUSIVE,    tenant, GET,    /v1/numbers/wn_9/status, 404",
        "EXCLUSIVE,    number, GET,    /v1/numbers/wn_1/chats,  200",
        "EXCLUSIVE,    number, GET,    /v1/numbers/wn_1/status, 200",
        "EXCLUSIVE,    number, GET,    /v1/numbers/wn_2/status, 403"
    })
    void scopeAndDirectoryDecide(ScopeMeaning meaning, String who, String method, String path, int expected) {
        try (TestHost host = host(meaning)) {
            String key = raw(who.equals("tenant") ? host.tenantKey() : host.numberKey("wn_1"));

            assertThat(host.send(host.request(method, path, null).header("x-api-key", key))
                            .statusCode())
                    .isEqualTo(expected);
        }
    }

    @Test
    void resourceMayBeNamedInAHeader() {
        try (TestHost host = host(ScopeMeaning.HIERARCHICAL)) {
            String number = raw(host.numberKey("wn_1"));
            assertThat(named(host, number, "wn_1")).isEqualTo(200);
            assertThat(named(host, number, "wn_2")).isEqualTo(403);
            assertThat(host.get("/v1/chats", number).statusCode()).isEqualTo(200);
            assertThat(named(host, raw(host.tenantKey()), "wn_9")).isEqualTo(404);
        }
    }

    /** The columns are the meaning, the key, the header if any, and the status on the rule of each path. */
    @ParameterizedTest
    @CsvSource({
        "HIERARCHICAL, tenant, wn_1, 200, 200, 200",
        "HIERARCHICAL, tenant, wn_9, 404, 404, 404",
        "HIERARCHICAL, tenant, '',   404, 404, 404",
        "HIERARCHICAL, tenant, ,     403, 403, 200",
        "HIERARCHICAL, number, wn_1, 200, 200, 200",
        "HIERARCHICAL, number, wn_2, 403, 200, 403",
        "HIERARCHICAL, number, wn_9, 403, 200, 403",
        "HIERARCHICAL, number, '',   403, 200, 403",
        "HIERARCHICAL, number, ,     200, 200, 200",
        "EXCLUSIVE,    tenant, wn_1, 403, 403, 200",
        "EXCLUSIVE,    tenant, ,     403, 403, 200",
        "EXCLUSIVE,    number, wn_2, 403, 200, 403",
        "EXCLUSIVE,    number, ,     200, 200, 200"
    })
    void headerThatNamesAResource(ScopeMeaning meaning, String who, String number, int named, int tenants, int either) {
        try (TestHost host = host(meaning)) {
            String key = raw(who.equals("tenant") ? host.tenantKey() : host.numberKey("wn_1"));
            for (var row : Map.of("/v1/header", named, "/v1/tenants-header", tenants, "/v1/either", either)
                    .entrySet()) {
                HttpRequest.Builder request =
                        host.request("GET", row.getKey(), null).header("x-api-key", key);
                if (number != null) {
                    request.header("x-number", number);
                }
                assertThat(host.send(request).statusCode()).as(row.getKey()).isEqualTo(row.getValue());
            }
        }
    }

    @Test
    void headerThatWasSentTwiceNamesNoResource() {
        try (TestHost host = host(ScopeMeaning.HIERARCHICAL)) {
            HttpRequest.Builder request = host.request("GET", "/v1/header", null)
                    .header("x-api-key", raw(host.tenantKey()))
                    .header("x-number", "wn_1")
                    .header("x-number", "wn_2");
            assertThat(host.send(request).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void tenantsKeyThatNamesNoResourceIsToldToNameOne() {
        try (TestHost host = host(ScopeMeaning.HIERARCHICAL)) {
            String key = raw(host.tenantKey());
            assertThat(host.get("/v1/chats", key).body())
                    .isEqualTo("{\"error\":\"Tenant-scoped keys must name the number on which they act\","
                            + "\"code\":\"TENANT_SCOPE_NOT_ALLOWED\"}");
        }
    }

    @Test
    void refusalsNameTheNoun() {
        try (TestHost host = host(ScopeMeaning.HIERARCHICAL)) {
            assertThat(host.get("/v1/numbers/wn_2/chats", raw(host.numberKey("wn_1")))
                            .body())
                    .isEqualTo(
                            "{\"error\":\"The API key belongs to another number\",\"code\":\"NUMBER_ACCESS_DENIED\"}");
            assertThat(host.get("/v1/numbers/wn_9/chats", raw(host.tenantKey())).body())
                    .isEqualTo("{\"error\":\"Number not found\",\"code\":\"NUMBER_NOT_FOUND\"}");
        }
    }

    @Test
    void directoryOutageIs503() {
        try (TestHost host = host(ScopeMeaning.HIERARCHICAL)) {
            String key = raw(host.tenantKey());
            host.numbers.down = true;
            assertThat(host.get("/v1/numbers/wn_1/chats", key).statusCode()).isEqualTo(503);
        }
    }

    private static int named(TestHost host, String key, String number) {
        return host.send(host.request("GET", "/v1/chats", null)
                        .header("x-api-key", key)
                        .header("x-number", number))
                .statusCode();
    }

    private TestHost host(ScopeMeaning meaning) {
        Routes routes = Routes.builder()
                .resourceOnly("GET", "/v1/numbers/{number}/chats")
                .on("number")
                .tenantOnly("DELETE", "/v1/numbers/{number}")
                .on("number")
                .either("GET", "/v1/numbers/{number}/status")
                .on("number")
                .resourceOnly("GET", "/v1/chats")
                .on(request -> request.header("x-number").stream().findFirst())
                .resourceOnly("GET", "/v1/header")
                .onHeader("x-number")
                .resourceOnly("GET", "/v1/tenants-header")
                .onHeaderOfTenants("x-number")
                .either("GET", "/v1/either")
                .onHeader("x-number")
                .build();
        return startHost(
                keys -> keys.scopeMeaning(meaning),
                web -> web.errorStyle(ErrorStyle.FLAT).routes(routes));
    }
}
