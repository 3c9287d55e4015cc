package dev.latchkey.http.contract;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.LatchkeyBuilder;
import dev.latchkey.RateLimits;
import dev.latchkey.adapter.inmemory.InMemoryRateLimiter;
import dev.latchkey.contract.fixture.TestClock;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.contract.fixture.TestHost;
import dev.latchkey.ports.RateLimiter;
import dev.latchkey.ports.StoreException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Limits of requests and of failed attempts, as clients see them. */
abstract class LimitsRules extends HostTest {
    private static final RateLimit THREE = new RateLimit(3, 1, Duration.ofSeconds(2));
    private static final RateLimit TEN = new RateLimit(10, 1, Duration.ofSeconds(5));
    private static final KeyFormat FORMAT = KeyFormat.of("ps_");

    private final TestClock clock = new TestClock(TestHost.START);
    private final RateLimiter limiter = new InMemoryRateLimiter(clock);
    private final SecretGenerator random = new SecretGenerator();

    private TestHost host(ErrorStyle style, Consumer<LatchkeyBuilder> keys) {
        return startHost(
                keys,
                web -> web.errorStyle(style)
                        .principals(request -> request.header("x-session").stream()
                                .findFirst()
                                .map(tenant -> Caller.of(tenant, Scope.tenant(), Permissions.ALL, "ada"))));
    }

    @ParameterizedTest
    @EnumSource(ErrorStyle.class)
    void floodIsTurnedAwayAndTheRightSecretAlwaysPasses(ErrorStyle style) {
        try (TestHost host = host(style, keys -> keys.failedAttempts(limiter, TEN, THREE))) {
            String right = raw(host.tenantKey());
            String wrong = random.rawKey(FORMAT, right.substring(3, 15)).reveal();
            for (int i = 0; i < 30; i++) {
                HttpResponse<String> refused = host.get("/v1/numbers", wrong);
                assertThat(refused.statusCode()).isEqualTo(i < 3 ? 401 : 429);
                HttpResponse<String> unknown =
                        host.get("/v1/numbers", random.rawKey(FORMAT).reveal());
                assertThat(unknown.statusCode()).isEqualTo(i < 5 ? 401 : 429);
                assertThat(host.get("/v1/numbers", right).statusCode()).isEqualTo(200);
            }
            HttpResponse<String> turnedAway = host.get("/v1/numbers", wrong);
            assertThat(turnedAway.headers().firstValue("Retry-After")).hasValue("5");
            assertThat(turnedAway.headers().firstValue("Cache-Control")).hasValue("no-store");
            assertThat(turnedAway.headers().firstValue("WWW-Authenticate")).isEmpty();
            assertThat(turnedAway.body())
                    .contains(
                            switch (style) {
                                case FLAT -> "{\"error\":\"Too many requests\"}";
                                case PROBLEM -> "\"code\":\"RATE_LIMITED\"";
                                case ENVELOPE -> "{\"code\":\"rate_limited\",";
                            });
            // A request without a credential is answered with what to send.
            assertThat(host.get("/v1/numbers", null).statusCode()).isEqualTo(401);
            clock.advance(Duration.ofSeconds(5));
            assertThat(host.get("/v1/numbers", "garbage").statusCode()).isEqualTo(401);
            assertThat(host.get("/v1/numbers", "garbage").statusCode()).isEqualTo(429);
        }
    }

    @Test
    void keysAndPrincipalsOfATenantShareItsLimitAndOthersAreNotTouched() {
        try (TestHost host = host(ErrorStyle.PROBLEM, keys -> keys.rateLimits(RateLimits.perTenant(limiter, THREE)))) {
            String one = raw(host.tenantKey());
            String two =
                    raw(host.issue(KeySpec.of("acme", Scope.tenant(), "second").allPermissions()));
            String other =
                    raw(host.issue(KeySpec.of("globex", Scope.tenant(), "other").allPermissions()));
            assertThat(rate(host.get("/v1/numbers", one))).isEqualTo("\"default\";r=2;t=2");
            // Also of a request that is forbidden.
            HttpResponse<String> forbidden = host.get("/v1/messages/1", two);
            assertThat(forbidden.statusCode()).isEqualTo(403);
            assertThat(rate(forbidden)).isEqualTo("\"default\";r=1;t=4");
            HttpResponse<String> session =
                    host.send(host.request("GET", "/v1/numbers", null).header("x-session", "acme"));
            assertThat(session.statusCode()).isEqualTo(200);
            assertThat(rate(session)).isEqualTo("\"default\";r=0;t=6");
            for (String key : new String[] {one, two}) {
                HttpResponse<String> limited = host.get("/v1/messages/1", key);
                assertThat(limited.statusCode()).isEqualTo(429);
                assertThat(limited.headers().firstValue("Retry-After")).hasValue("2");
            }
            assertThat(host.get("/v1/numbers", other).statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource(ErrorStyle.class)
    void limiterThatFailsIsOpenOr503AsTheHostChose(ErrorStyle style) {
        RateLimits failing = RateLimits.perKey(
                (bucket, limits) -> {
                    throw new StoreException("the limiter is down", null);
                },
                THREE);
        try (TestHost open = host(style, keys -> keys.rateLimits(failing));
                TestHost closed = host(style, keys -> keys.rateLimits(failing.failClosed()))) {
            assertThat(open.get("/v1/numbers", raw(open.tenantKey())).statusCode())
                    .isEqualTo(200);
            HttpResponse<String> unavailable = closed.get("/v1/numbers", raw(closed.tenantKey()));
            assertThat(unavailable.statusCode()).isEqualTo(503);
            assertThat(unavailable.headers().firstValue("Retry-After")).hasValue("1");
        }
    }

    private static String rate(HttpResponse<String> answer) {
        return answer.headers().firstValue("RateLimit").orElse(null);
    }
}
