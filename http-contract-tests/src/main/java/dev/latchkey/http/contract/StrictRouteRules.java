package dev.latchkey.http.contract;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.IssuedKey;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.Routes;
import dev.latchkey.http.contract.fixture.TestHost;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * With a record cache that nobody tells of anything: what another node revoked stays good where the host lives with
 * that, and nowhere else.
 */
abstract class StrictRouteRules extends HostTest {
    private static final String BASE = "/v1/api-keys";

    @Test
    void aStrictRuleRefusesWhatAnotherNodeRevokedAMomentAgo() {
        try (TestHost host = caching()) {
            IssuedKey key = host.tenantKey();
            assertThat(host.get("/v1/numbers", raw(key)).statusCode()).isEqualTo(200);
            assertThat(host.get("/v1/payments", raw(key)).statusCode()).isEqualTo(200);

            host.revokeElsewhere(key);

            assertThat(host.get("/v1/numbers", raw(key)).statusCode()).isEqualTo(200);
            assertThat(host.get("/v1/payments", raw(key)).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void whoWasRevokedAMomentAgoGetsNoOtherKey() {
        try (TestHost host = caching()) {
            IssuedKey key = host.tenantKey();
            host.numberKey("wn_1");
            assertThat(host.get(BASE, raw(key)).statusCode()).isEqualTo(200);
            assertThat(host.get("/v1/numbers", raw(key)).statusCode()).isEqualTo(200);
            host.revokeElsewhere(key);
            List<Object> before = host.contents();

            assertThat(host.get("/v1/numbers", raw(key)).statusCode()).isEqualTo(200);
            assertThat(host.get(BASE, raw(key)).statusCode()).isEqualTo(401);
            assertThat(host.post(BASE, raw(key), "{\"whatsappNumberId\":\"wn_1\"}")
                            .statusCode())
                    .isEqualTo(401);
            assertThat(host.post(BASE + "/regenerate", raw(key), null).statusCode())
                    .isEqualTo(401);
            assertThat(host.contents()).isEqualTo(before);
        }
    }

    @Test
    void onlyARuleThatAsksWhoCallsCanBeStrict() {
        assertThatThrownBy(() -> Routes.builder().strict()).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> Routes.builder().open("GET", "/health").strict())
                .isInstanceOf(InvalidValueException.class);
    }

    private TestHost caching() {
        Routes routes = Routes.builder()
                .tenantOnly("GET", "/v1/numbers")
                .tenantOnly("GET", "/v1/payments")
                .strict()
                .build();
        return startHost(
                TestHost::unnotifiedCache,
                web -> web.errorStyle(ErrorStyle.FLAT).routes(routes));
    }
}
