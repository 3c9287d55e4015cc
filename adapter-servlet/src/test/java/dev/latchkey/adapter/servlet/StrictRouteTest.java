package dev.latchkey.adapter.servlet;

import static dev.latchkey.adapter.servlet.DefaultKeysTest.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.IssuedKey;
import dev.latchkey.Latchkey;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.format.KeyFormat;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With a record cache that nobody tells of anything: what another node revoked stays good where the host lives with that, and nowhere else. */
class StrictRouteTest {
    private static final String BASE = "/v1/api-keys";

    @Test
    void aStrictRuleRefusesWhatAnotherNodeRevokedAMomentAgo() {
        try (TestHost host = caching()) {
            IssuedKey key = host.tenantKey();
            assertThat(host.get("/v1/numbers", raw(key)).statusCode()).isEqualTo(200);
            assertThat(host.get("/v1/payments", raw(key)).statusCode()).isEqualTo(200);

            revokeElsewhere(host, key);

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
            revokeElsewhere(host, key);
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
    void whoWasRevokedAMomentAgoGetsNoOtherKeyThroughAForwardEither() {
        try (TestHost host = caching()) {
            IssuedKey key = host.tenantKey();
            assertThat(host.get("/v1/forward", raw(key)).statusCode()).isEqualTo(200);
            revokeElsewhere(host, key);

            assertThat(host.get("/v1/numbers", raw(key)).statusCode()).isEqualTo(200);
            assertThat(host.get("/v1/forward", raw(key)).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void onlyARuleThatAsksWhoCallsCanBeStrict() {
        assertThatThrownBy(() -> Routes.builder().strict()).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> Routes.builder().open("GET", "/health").strict())
                .isInstanceOf(InvalidValueException.class);
    }

    private static TestHost caching() {
        Routes routes = Routes.builder()
                .tenantOnly("GET", "/v1/numbers")
                .tenantOnly("GET", "/v1/forward")
                .tenantOnly("GET", "/v1/payments")
                .strict()
                .build();
        return TestHost.start(
                keys -> keys.recordCache(listener -> () -> {}, 100, Duration.ofHours(1)),
                web -> web.errorStyle(ErrorStyle.FLAT).routes(routes),
                context -> context.addServlet("forward", new ToTheKeys()).addMapping("/v1/forward"));
    }

    /** Shows the list of keys under another path. */
    private static final class ToTheKeys extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            request.getRequestDispatcher(BASE).forward(request, response);
        }
    }

    private static void revokeElsewhere(TestHost host, IssuedKey key) {
        try (Latchkey other = Latchkey.builder()
                .store(host.store.asStore())
                .keyFormat(KeyFormat.of("ps_"))
                .build()) {
            assertThat(other.keys()
                            .revoke("acme", key.key().id(), "lost", TestHost.SETUP)
                            .orElseThrow())
                    .isNotNull();
        }
    }
}
