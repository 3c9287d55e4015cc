package dev.latchkey.http.contract;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.HashingGate;
import dev.latchkey.IssuedKey;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.contract.fixture.TestHost;
import dev.latchkey.ports.StoreException;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What broke on our side is never the client's fault, and never lets anybody in. */
abstract class OutageRules extends HostTest {
    private static final String BASE = "/v1/api-keys";

    @Test
    void storeOutageIs503AndNever401() {
        try (TestHost host = startHost(ErrorStyle.FLAT)) {
            String key = raw(host.tenantKey());
            host.store.down = true;

            unavailable(host.get("/v1/numbers", key));
            unavailable(host.get(BASE, key));
            unavailable(host.post(BASE + "/regenerate", key, null));
            // What needs no store needs none.
            assertThat(host.get("/v1/numbers", "nonsense").statusCode()).isEqualTo(401);
            assertThat(host.get("/health", null).statusCode()).isEqualTo(200);
            host.store.down = false;
            assertThat(host.get("/v1/numbers", key).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void storeThatFailsInTheMiddleOfAnEndpointIs503AndChangesNothing() {
        try (TestHost host = startHost(
                keys -> keys.auditSink(events -> {
                    throw new StoreException("the audit is down", null);
                }),
                web -> web.errorStyle(ErrorStyle.FLAT))) {
            String key = raw(host.tenantKey());
            host.numberKey("wn_1");

            HttpResponse<String> answer = host.get(BASE, key);

            unavailable(answer);
            assertThat(answer.body()).doesNotContain("ps_");
        }
    }

    @Test
    void directoryOutageIs503() {
        try (TestHost host = startHost(ErrorStyle.FLAT)) {
            String key = raw(host.tenantKey());
            host.numbers.down = true;

            unavailable(host.get(BASE, key));
            unavailable(host.post(BASE, key, "{\"whatsappNumberId\":\"wn_1\"}"));
        }
    }

    @Test
    void contentionThatDoesNotSettleIs409() {
        try (TestHost host = startHost(ErrorStyle.FLAT)) {
            String key = raw(host.tenantKey());
            IssuedKey number = host.numberKey("wn_1");
            host.store.contended = true;

            HttpResponse<String> answer = host.post(BASE, key, "{\"whatsappNumberId\":\"wn_1\"}");

            assertThat(answer.statusCode()).isEqualTo(409);
            assertThat(answer.body())
                    .isEqualTo("{\"error\":\"The key was changed concurrently; try again\","
                            + "\"code\":\"CONCURRENT_MODIFICATION\"}");
            assertThat(host.get("/v1/messages/1", raw(number)).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void fullGateIs503() {
        HashingGate gate = new HashingGate(1, 0, Duration.ofMillis(1));
        try (TestHost host = startHost(
                keys -> keys.hashingGate(gate).retryAfter(Duration.ofMillis(4200)),
                web -> web.errorStyle(ErrorStyle.FLAT))) {
            String key = raw(host.tenantKey());

            HttpResponse<String> answer = gate.run("the only place", () -> host.post(BASE + "/regenerate", key, null))
                    .orElseThrow();

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
            assertThat(host.post(BASE + "/regenerate", key, null).statusCode()).isEqualTo(200);
        }
    }

    private static void unavailable(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("{\"error\":\"Temporarily unavailable\"}");
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).isEmpty();
    }
}
