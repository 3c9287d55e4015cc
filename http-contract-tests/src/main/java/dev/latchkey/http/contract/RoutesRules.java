package dev.latchkey.http.contract;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.IssuedKey;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.Routes;
import dev.latchkey.http.contract.fixture.TestHost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Open routes, and that no spelling of a path gets around a rule. */
abstract class RoutesRules extends HostTest {
    @Test
    void openRouteIsServedToAnybodyAndLooksNothingUp() {
        try (TestHost host = startHost(ErrorStyle.FLAT)) {
            String key = raw(host.tenantKey());
            host.store.lookUps.set(0);

            assertThat(host.get("/health", null).body()).isEqualTo("served GET to nobody");
            assertThat(host.get("/health", "nonsense").statusCode()).isEqualTo(200);
            assertThat(host.get("/health", key).body()).isEqualTo("served GET to nobody");
            assertThat(host.get("/health", null).headers().firstValue("Cache-Control"))
                    .isEmpty();
            assertThat(host.store.lookUps).hasValue(0);
        }
    }

    @Test
    void optionalRouteServesNobodyAndRefusesABadKey() {
        try (TestHost host = startHost(web -> web.errorStyle(ErrorStyle.FLAT)
                .routes(Routes.builder().optional("GET", "/v1/catalog").build()))) {
            IssuedKey issued = host.numberKey("wn_1");
            String key = raw(issued);
            host.store.lookUps.set(0);

            assertThat(host.get("/v1/catalog", null).body()).isEqualTo("served GET to nobody");
            assertThat(host.store.lookUps).hasValue(0);
            assertThat(host.get("/v1/catalog", key).body()).startsWith("served GET to acme ResourceScope");
            assertThat(host.get("/v1/catalog", key).headers().firstValue("Cache-Control"))
                    .hasValue("no-store");
            for (String bad : new String[] {"nonsense", "", key.substring(1), key + "x"}) {
                assertThat(host.get("/v1/catalog", bad).statusCode()).as(bad).isEqualTo(401);
            }
            host.revokeElsewhere(issued);
            assertThat(host.get("/v1/catalog", key).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void optionalRouteAsksForOtherPrincipals() {
        Caller known = Caller.of("acme", Scope.tenant(), Permissions.ALL, "grant");
        try (TestHost host = startHost(web -> web.principals(request ->
                        request.header("x-grant").stream().findFirst().map(grant -> known))
                .routes(Routes.builder().optional("GET", "/v1/catalog").build()))) {
            assertThat(host.send(host.request("GET", "/v1/catalog", null).header("x-grant", "1"))
                            .body())
                    .startsWith("served GET to acme");
            assertThat(host.get("/v1/catalog", null).body()).isEqualTo("served GET to nobody");
        }
    }

    /**
     * Each spelling leads nowhere, or to what the plain path leads to: here always to "not with a number's key", or to
     * nothing at all.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/numbers",
                "/v1/numbers;x=1",
                "/v1;x=1/numbers",
                "/v1/numbers;",
                "//v1/numbers",
                "/v1//numbers",
                "/v1/numbers/",
                "/v1/numbers//",
                "/v1/Numbers",
                "/V1/NUMBERS",
                "/v1/numbers%2f",
                "/v1%2fnumbers",
                "/v1/%6eumbers",
                "/v1/numbers%00",
                "/v1/numbers%0a",
                "/v1/numbers%20",
                "/v1/./numbers",
                "/v1/messages/../numbers",
                "/v1/messages/%2e%2e/numbers",
                "/v1/messages/..%2fnumbers",
                "/v1/messages/%252e%252e/numbers",
                "/v1/messages/..;/numbers",
                "/v1/messages/..;x=1/numbers",
                "/health/../v1/numbers",
                "/health/%2e%2e/v1/numbers",
                "/health/..;/v1/numbers",
                "/health;/../v1/numbers",
                "/v1\\numbers",
                "/v1/messages/..\\numbers",
                "/v1/messages/..%5cnumbers",
                "/v1/numbers?x=/health",
                "/v1/numbers#/health",
                "/v1/numbers.json",
                "/v1/api-keys;x",
                "/v1/api-keys/",
                "/v1/api-keys/x/../",
                "/v1/messages/%2e%2e/api-keys",
                "/v1/api%2dkeys"
            })
    void noSpellingOpensARoute(String path) {
        try (TestHost host = startHost(ErrorStyle.FLAT)) {
            String key = raw(host.numberKey("wn_1"));

            String anonymous = host.rawGet(TestHost.CONTEXT + path);
            String number = host.rawGet(TestHost.CONTEXT + path, "x-api-key: " + key);

            assertThat(TestHost.status(anonymous)).isIn(400, 401, 404);
            assertThat(TestHost.status(number)).isIn(400, 403, 404);
            assertThat(anonymous + number).doesNotContain("served").doesNotContain("wn_2");
        }
    }
}
