package dev.latchkey.http.contract;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.contract.fixture.TestHost;
import java.net.http.HttpRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The values that the header Idempotency-Key may have. */
abstract class IdempotencyHeaderRules extends HostTest {
    private TestHost host() {
        return startHost(web -> web.errorStyle(ErrorStyle.PROBLEM).issuedKeys(IdempotencyRules.B));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "\"a b\"", "caf\u00e9", "256"})
    void malformedHeaderIs400(String value) {
        String sent = value.equals("256") ? "a".repeat(256) : value;
        try (TestHost host = host()) {
            String key = raw(host.tenantKey());
            List<Object> stored = host.contents();
            for (String path : List.of(IdempotencyRules.A, IdempotencyRules.B, IdempotencyRules.A + "/regenerate")) {
                String body = path.equals(IdempotencyRules.B)
                        ? IdempotencyRules.NAMED
                        : path.equals(IdempotencyRules.A) ? IdempotencyRules.WN_1 : "{}";
                String answer = host.raw("POST " + TestHost.CONTEXT + path + " HTTP/1.1\r\nHost: test\r\n"
                        + "Connection: close\r\nx-api-key: " + key + "\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + body.length() + "\r\nIdempotency-Key: " + sent + "\r\n\r\n" + body);
                assertThat(TestHost.status(answer)).as(path).isEqualTo(400);
                assertThat(answer)
                        .contains("Idempotency-Key must be 1 to 255 visible ASCII characters", "VALIDATION_ERROR");
            }
            assertThat(host.contents()).isEqualTo(stored);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"!", "~", "255"})
    void firstAndLastVisibleCharacterAndTheLongestNameAreTaken(String value) {
        String sent = value.equals("255") ? "a".repeat(255) : value;
        try (TestHost host = host()) {
            String key = raw(host.tenantKey());
            assertThat(IdempotencyRules.send(host, IdempotencyRules.A, key, IdempotencyRules.WN_1, sent)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(IdempotencyRules.replayed(
                            IdempotencyRules.send(host, IdempotencyRules.A, key, IdempotencyRules.WN_1, sent)))
                    .isEqualTo("true");
        }
    }

    /** Some containers refuse it themselves. */
    @Test
    void characterBehindTheLastVisibleOneIs400() {
        try (TestHost host = host()) {
            String key = raw(host.tenantKey());
            List<Object> stored = host.contents();

            String answer = host.raw(
                    "POST " + TestHost.CONTEXT + IdempotencyRules.A + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n"
                            + "x-api-key: " + key + "\r\nContent-Type: application/json\r\nContent-Length: "
                            + IdempotencyRules.WN_1.length()
                            + "\r\nIdempotency-Key: a\u007f\r\n\r\n" + IdempotencyRules.WN_1);

            assertThat(TestHost.status(answer)).isEqualTo(400);
            assertThat(host.contents()).isEqualTo(stored);
        }
    }

    @Test
    void headerThatIsThereTwiceIs400() {
        try (TestHost host = host()) {
            String key = raw(host.tenantKey());
            HttpRequest.Builder request = host.request("POST", IdempotencyRules.A, IdempotencyRules.WN_1)
                    .header("x-api-key", key)
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", "a")
                    .header("Idempotency-Key", "a");
            assertThat(host.send(request).statusCode()).isEqualTo(400);
        }
    }
}
