package dev.latchkey.http.contract;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.IssuedKey;
import dev.latchkey.RateLimits;
import dev.latchkey.adapter.inmemory.InMemoryRateLimiter;
import dev.latchkey.contract.fixture.TestClock;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.AddressPolicy;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.JsonCase;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.TrustedPeers;
import dev.latchkey.http.contract.fixture.TestHost;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What callers are told about their own key. */
abstract class OwnKeyRules extends HostTest {
    private static final String OWN = "/v1/api-key";
    private static final String EXPIRES = "API-Key-Expires";
    private static final RateLimit THREE = new RateLimit(3, 1, Duration.ofSeconds(2));

    @Test
    void anyKeyReadsItself() {
        try (TestHost host = startHost(
                keys -> keys.rateLimits(
                        RateLimits.perKey(new InMemoryRateLimiter(new TestClock(TestHost.START)), THREE)),
                web -> web.ownKey(OWN))) {
            IssuedKey key = host.issue(KeySpec.of("acme", Scope.resource("wn_1"), "ci")
                    .permissions(Permissions.of("messages:send"))
                    .expiresAt(TestHost.START.plus(Duration.ofDays(60))));

            HttpResponse<String> answer = host.get(OWN, raw(key));

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
            assertThat(answer.body())
                    .contains(
                            "\"id\":\"" + key.key().id() + "\"",
                            "\"tenant\":\"acme\"",
                            "\"number\":\"wn_1\"",
                            "\"name\":\"ci\"",
                            "\"permissions\":[\"messages:send\"]",
                            "\"expiresAt\":\"2026-08-27T15:00:00.000Z\"",
                            "\"status\":\"current\",\"endsAt\":null}",
                            "\"rotation\":null",
                            "\"rateLimit\":{\"burst\":3,\"remaining\":2,\"fullInSeconds\":2}")
                    .doesNotContain(raw(key));
            assertThat(host.get(OWN, null).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void keyOfTheTenantHasNoResourceAndNamesFollowTheHost() {
        try (TestHost host =
                startHost(web -> web.ownKey(OWN).jsonCase(JsonCase.SNAKE).tenantNoun("customer"))) {
            assertThat(host.get(OWN, raw(host.tenantKey())).body())
                    .contains(
                            "\"customer\":\"acme\"",
                            "\"number\":null",
                            "\"expires_at\":null",
                            "\"ends_at\":null",
                            "\"rate_limit\":null");
        }
    }

    @Test
    void bothSecretsOfARotationReadTheStateThatTheyAreIn() {
        try (TestHost host = startHost(web -> web.ownKey(OWN))) {
            IssuedKey first = host.tenantKey();
            IssuedKey second = rotate(host, first, RotationMode.overlap(Duration.ofDays(7)));

            assertThat(host.get(OWN, raw(first)).body())
                    .contains(
                            "\"status\":\"retiring\",\"endsAt\":\"2026-07-05T15:00:00.000Z\"",
                            "\"rotation\":{\"state\":\"overlap\",\"startedAt\":\"2026-06-28T15:00:00.000Z\","
                                    + "\"lapsesAt\":null,\"previousUntil\":\"2026-07-05T15:00:00.000Z\"}");
            assertThat(host.get(OWN, raw(second)).body())
                    .contains("\"status\":\"current\",\"endsAt\":null", "\"state\":\"overlap\"");
        }
    }

    @Test
    void pendingSecretIsSeenByTheCurrentOne() {
        try (TestHost host = startHost(web -> web.ownKey(OWN))) {
            IssuedKey first = host.tenantKey();
            IssuedKey second = rotate(host, first, RotationMode.firstUse());

            assertThat(second.key().id()).isEqualTo(first.key().id());
            assertThat(host.get(OWN, raw(first)).body())
                    .contains(
                            "\"status\":\"current\"",
                            "\"state\":\"pending\"",
                            "\"lapsesAt\":\"2026-07-28T15:00:00.000Z\",\"previousUntil\":null");
        }
    }

    @Test
    void principalThatIsNoKeyHasNoOwnKey() {
        try (TestHost host = startHost(web -> web.ownKey(OWN)
                .principals(request -> Optional.of(Caller.of("acme", Scope.tenant(), Permissions.ALL, "ada"))))) {
            HttpResponse<String> answer = host.get(OWN, null);

            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("API_KEY_REQUIRED");
        }
    }

    @Test
    void ownKeyNeedsNoDirectory() {
        try (TestHost host = startOther(latchkey -> LatchkeyWeb.builder(latchkey)
                .ownKey(OWN)
                .openApi(TestHost.DOCUMENT)
                .build())) {
            assertThat(host.get(OWN, raw(host.tenantKey())).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void keyThatExpiresSoonSaysSoWithEveryAnswer() {
        try (TestHost host = startHost(ErrorStyle.ENVELOPE)) {
            Instant end = TestHost.START.plus(Duration.ofDays(31));
            String key = raw(host.issue(KeySpec.of("acme", Scope.tenant(), "ci").expiresAt(end)));

            assertThat(host.get("/v1/numbers", key).headers().firstValue(EXPIRES))
                    .isEmpty();
            host.clock.advance(Duration.ofDays(1));
            assertThat(host.get("/v1/numbers", key).headers().firstValue(EXPIRES))
                    .hasValue("@" + end.getEpochSecond());
            HttpResponse<String> forbidden = host.get("/v1/messages/1", key);
            assertThat(forbidden.statusCode()).isEqualTo(403);
            assertThat(forbidden.headers().firstValue(EXPIRES)).hasValue("@" + end.getEpochSecond());
            host.clock.advance(Duration.ofDays(30));
            HttpResponse<String> expired = host.get("/v1/numbers", key);
            assertThat(expired.statusCode()).isEqualTo(401);
            assertThat(expired.headers().firstValue(EXPIRES)).isEmpty();
        }
    }

    @Test
    void retiringSecretSaysWhenItEndsAndTheNewOneDoesNot() {
        try (TestHost host = startHost(ErrorStyle.PROBLEM)) {
            IssuedKey first = host.tenantKey();
            IssuedKey second = rotate(host, first, RotationMode.overlap(Duration.ofDays(7)));
            long end = TestHost.START.plus(Duration.ofDays(7)).getEpochSecond();

            assertThat(host.get("/v1/numbers", raw(first)).headers().firstValue(EXPIRES))
                    .hasValue("@" + end);
            assertThat(host.get("/v1/numbers", raw(second)).headers().firstValue(EXPIRES))
                    .isEmpty();
        }
    }

    @Test
    void nothingIsSaidToAWrongSecretOrToARevokedKey() {
        try (TestHost host = startHost(ErrorStyle.PROBLEM)) {
            Instant end = TestHost.START.plus(Duration.ofDays(3));
            IssuedKey key = host.issue(KeySpec.of("acme", Scope.tenant(), "ci").expiresAt(end));
            String handle = key.secret().handle();
            String wrong =
                    new SecretGenerator().rawKey(KeyFormat.of("ps_"), handle).reveal();

            assertThat(host.get("/v1/numbers", wrong).headers().firstValue(EXPIRES))
                    .isEmpty();
            host.revokeElsewhere(key);
            HttpResponse<String> revoked = host.get("/v1/numbers", raw(key));
            assertThat(revoked.statusCode()).isEqualTo(401);
            assertThat(revoked.headers().firstValue(EXPIRES)).isEmpty();
        }
    }

    @Test
    void nothingIsSaidToAPeerThatOnlyNamesTheKey() {
        try (TestHost host = startHost(web -> web.trustedHandleHeader("x-api-key-id", (request, client) -> true))) {
            Instant end = TestHost.START.plus(Duration.ofDays(3));
            IssuedKey key = host.issue(KeySpec.of("acme", Scope.tenant(), "ci").expiresAt(end));
            HttpResponse<String> named = host.send(host.request("GET", "/v1/numbers", null)
                    .header("x-api-key-id", "k_" + key.secret().handle()));

            assertThat(named.statusCode()).isEqualTo(200);
            assertThat(named.headers().firstValue(EXPIRES)).isEmpty();
        }
    }

    @Test
    void hostChoosesNameAndTimeOfTheField() {
        try (TestHost host = startHost(web -> web.expiryHeader("X-Key-Ends", Duration.ofDays(2)))) {
            Instant end = TestHost.START.plus(Duration.ofDays(2));
            String key = raw(host.issue(KeySpec.of("acme", Scope.tenant(), "ci").expiresAt(end)));
            String later =
                    raw(host.issue(KeySpec.of("acme", Scope.tenant(), "ci").expiresAt(end.plusMillis(1))));

            assertThat(host.get("/v1/numbers", key).headers().firstValue("X-Key-Ends"))
                    .hasValue("@" + end.getEpochSecond());
            assertThat(host.get("/v1/numbers", later).headers().firstValue("X-Key-Ends"))
                    .isEmpty();
            assertThat(host.get("/v1/numbers", key).headers().firstValue(EXPIRES))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void credentialOverClearTextIsRefusedWithoutALookUp(ErrorStyle style) {
        List<String> exposed = new CopyOnWriteArrayList<>();
        try (TestHost host = startHost(web ->
                web.errorStyle(style).requireTls(exposed::add).addresses(AddressPolicy.xForwarded("127.0.0.0/8")))) {
            IssuedKey key = host.tenantKey();
            String unknown = new SecretGenerator().rawKey(KeyFormat.of("ps_")).reveal();

            for (String credential : List.of(raw(key), unknown, "garbage")) {
                HttpResponse<String> refused = host.get("/v1/numbers", credential);
                assertThat(refused.statusCode()).isEqualTo(403);
                assertThat(refused.body())
                        .contains(style == ErrorStyle.ENVELOPE ? "insecure_transport" : "INSECURE_TRANSPORT");
                assertThat(refused.headers().firstValue("Cache-Control")).hasValue("no-store");
                assertThat(host.get("/health", credential).statusCode()).isEqualTo(403);
                assertThat(host.get("/nowhere", credential).statusCode()).isEqualTo(403);
            }
            assertThat(exposed)
                    .startsWith(key.secret().handle())
                    .contains(unknown.substring(3, 15))
                    .hasSize(6);
            exposed.clear();
            for (String sent : List.of("Basic " + unknown, unknown + ", b", unknown + ".")) {
                assertThat(host.get("/v1/numbers", sent).statusCode()).isEqualTo(403);
            }
            HttpResponse<String> twice = host.send(host.request("GET", "/v1/numbers", null)
                    .header("x-api-key", "other")
                    .header("x-api-key", unknown));
            assertThat(twice.statusCode()).isEqualTo(403);
            assertThat(exposed).containsOnly(unknown.substring(3, 15)).hasSize(4);
            assertThat(host.get("/v1/numbers", null).statusCode()).isEqualTo(401);
            assertThat(host.get("/health", null).statusCode()).isEqualTo(200);
            assertThat(host.send(host.request("GET", "/v1/numbers", null)
                                    .header("x-api-key", raw(key))
                                    .header("X-Forwarded-For", "203.0.113.7")
                                    .header("X-Forwarded-Proto", "https"))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void clearTextIsServedUnlessTheHostForbidsIt() {
        try (TestHost host = startHost(web -> web.trustedHandleHeader("x-api-key-id", TrustedPeers.loopback()))) {
            assertThat(host.get("/v1/numbers", raw(host.tenantKey())).statusCode())
                    .isEqualTo(200);
        }
    }

    private static IssuedKey rotate(TestHost host, IssuedKey key, RotationMode mode) {
        return host.latchkey
                .keys()
                .rotate("acme", key.key().id(), mode, TestHost.SETUP)
                .orElseThrow();
    }
}
