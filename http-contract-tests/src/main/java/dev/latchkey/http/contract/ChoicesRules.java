package dev.latchkey.http.contract;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.RateLimits;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.http.Credential;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.JsonCase;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.LatchkeyWebBuilder;
import dev.latchkey.http.Routes;
import dev.latchkey.http.TrustedPeers;
import dev.latchkey.http.contract.fixture.TestHost;
import dev.latchkey.ports.query.RateDecision;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nouns, case, style and credential are choices of their own, each with each. */
abstract class ChoicesRules extends HostTest {
    @ParameterizedTest
    @CsvSource({
        "number,       CAMEL, numberId,        displayName,  keyLast4,  createdAt,  Number,       NUMBER",
        "phone number, CAMEL, phoneNumberId,   displayName,  keyLast4,  createdAt,  Phone number, PHONE_NUMBER",
        "phone number, SNAKE, phone_number_id, display_name, key_last4, created_at, Phone number, PHONE_NUMBER",
        "instance,     SNAKE, instance_id,     display_name, key_last4, created_at, Instance,     INSTANCE"
    })
    void nounsAndCaseReachEveryAnswer(
            String noun,
            JsonCase jsonCase,
            String idMember,
            String nameMember,
            String lastMember,
            String createdMember,
            String sentence,
            String constant) {
        for (ErrorStyle style : new ErrorStyle[] {ErrorStyle.FLAT, ErrorStyle.PROBLEM}) {
            for (Credential credential : new Credential[] {Credential.header("x-key"), Credential.bearer()}) {
                try (TestHost host = startHost(web -> web.resourceNoun(noun)
                        .tenantNoun("customer")
                        .jsonCase(jsonCase)
                        .errorStyle(style)
                        .credential(credential)
                        .defaultKeys("/keys"))) {
                    String key = raw(host.tenantKey());

                    String issued = send(host, credential, "POST", "/keys", key, "{\"" + idMember + "\":\"wn_1\"}");
                    assertThat(issued)
                            .startsWith("{\"" + idMember + "\":\"wn_1\"")
                            .contains("\"" + lastMember + "\":", "\"" + createdMember + "\":");
                    assertThat(send(host, credential, "GET", "/keys", key, ""))
                            .contains("\"" + idMember + "\":\"wn_2\"", "\"" + nameMember + "\":\"Vendas\"");
                    assertThat(send(host, credential, "POST", "/keys", key, "{\"" + idMember + "\":\"x\"}"))
                            .contains(sentence + " not found", constant + "_NOT_FOUND");
                    assertThat(send(host, credential, "GET", "/v1/messages/1", key, ""))
                            .contains(
                                    "CUSTOMER_SCOPE_NOT_ALLOWED",
                                    "Customer-scoped keys cannot call " + noun + " endpoints");
                    assertThat(send(host, credential, "GET", "/v1/numbers", raw(host.numberKey("wn_2")), ""))
                            .contains(
                                    constant + "_SCOPE_NOT_ALLOWED",
                                    sentence + "-scoped keys cannot call customer endpoints");
                }
            }
        }
    }

    @Test
    void eachStyleTellsTheRateOfEveryAuthenticatedAnswerInItsOwnHeaders() {
        RateLimit limit = new RateLimit(60, 2, Duration.ofSeconds(3));
        for (ErrorStyle style : ErrorStyle.values()) {
            try (TestHost host = startHost(
                    keys -> keys.rateLimits(RateLimits.perKey(
                            (bucket, limits) ->
                                    new RateDecision(true, limits.get(0), 57, Duration.ZERO, Duration.ofMillis(4500)),
                            limit)),
                    web -> web.errorStyle(style))) {
                String key = raw(host.tenantKey());
                for (String path : new String[] {"/v1/numbers", "/v1/api-keys", "/nowhere"}) {
                    assertThat(host.get(path, key).headers().map().entrySet())
                            .filteredOn(header ->
                                    header.getKey().toLowerCase(Locale.ROOT).contains("ratelimit"))
                            .extracting(header -> header.getKey().toLowerCase(Locale.ROOT) + ": "
                                    + header.getValue().get(0))
                            .containsExactlyInAnyOrder(rateHeaders(style));
                }
            }
        }
    }

    private static String[] rateHeaders(ErrorStyle style) {
        return switch (style) {
            case FLAT -> new String[0];
            case PROBLEM -> new String[] {"ratelimit: \"default\";r=57;t=5", "ratelimit-policy: \"default\";q=60;w=90"};
            case ENVELOPE ->
                new String[] {
                    "x-ratelimit-limit: 60",
                    "x-ratelimit-remaining: 57",
                    "x-ratelimit-reset: "
                            + Instant.parse("2026-06-28T15:00:05Z").getEpochSecond()
                };
        };
    }

    @Test
    void whatCannotBeIsRefusedWhenConfigured() {
        try (TestHost host = startHost(ErrorStyle.FLAT)) {
            assertThatThrownBy(() -> web(host).defaultKeys("/keys").build()).isInstanceOf(InvalidValueException.class);
            assertThatThrownBy(() -> web(host)
                            .routes(Routes.builder()
                                    .either("GET", "/{a}")
                                    .on("a")
                                    .build())
                            .build())
                    .isInstanceOf(InvalidValueException.class);
            assertThatThrownBy(() -> web(host).defaultKeys("/keys").issuedKeys("/keys"))
                    .isInstanceOf(InvalidValueException.class);
            assertThatThrownBy(() -> web(host).managementPermission("a b")).isInstanceOf(InvalidValueException.class);
            assertThatThrownBy(() -> web(host).realm("a\"b").build()).isInstanceOf(InvalidValueException.class);
            assertThatThrownBy(() -> web(host).resourceNoun("Number").build())
                    .isInstanceOf(InvalidValueException.class);
            assertThatThrownBy(() -> web(host).trustedHandleHeader("a b", TrustedPeers.loopback()))
                    .isInstanceOf(InvalidValueException.class);
            for (String base : new String[] {"/", "keys", "/keys/", "/{a}", "/keys/**"}) {
                assertThatThrownBy(() -> web(host).issuedKeys(base)).isInstanceOf(InvalidValueException.class);
                assertThatThrownBy(() -> web(host).defaultKeys(base)).isInstanceOf(InvalidValueException.class);
            }
        }
    }

    private static LatchkeyWebBuilder web(TestHost host) {
        return LatchkeyWeb.builder(host.latchkey);
    }

    private static String send(
            TestHost host, Credential credential, String method, String path, String key, String json) {
        boolean bearer = credential.toString().startsWith("Authorization");
        return host.send(host.request(method, path, json)
                        .header(bearer ? "Authorization" : "x-key", bearer ? "Bearer " + key : key)
                        .header("Content-Type", "application/json"))
                .body();
    }
}
