package dev.latchkey.http.contract;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.Credential;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.contract.fixture.TestHost;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is no credential looks nothing up, whatever its bytes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CredentialRules extends HostTest {
    private static final String TARGET = TestHost.CONTEXT + "/v1/me";
    private final TestHost header = startHost(ErrorStyle.FLAT);
    private final TestHost bearer = startHost(web ->
            web.errorStyle(ErrorStyle.PROBLEM).credential(Credential.bearer()).realm("numbers"));
    private final TestHost both = startHost(web -> web.errorStyle(ErrorStyle.PROBLEM)
            .credential(Credential.anyOf(Credential.bearer(), Credential.header("x-api-key"))));
    private final String headerKey = raw(header.tenantKey());
    private final String bearerKey = raw(bearer.tenantKey());

    @AfterAll
    void stop() {
        header.close();
        bearer.close();
        both.close();
    }

    static Stream<Arguments> spoilt() {
        return Stream.of(
                Arguments.of("twice the same", "{h}{k}", "{h}{k}"),
                Arguments.of("twice, the second empty", "{h}{k}", "{h}"),
                Arguments.of("twice in one header", "{h}{k},{k}", null),
                Arguments.of("a space inside", "{h}{k} {k}", null),
                Arguments.of("a tab inside", "{h}ps_\t{k}", null),
                Arguments.of("513 bytes", "{h}" + "a".repeat(513), null),
                Arguments.of("7,000 bytes", "{h}" + "a".repeat(7000), null),
                Arguments.of("Latin-1", "{h}{k}\u00e9", null),
                Arguments.of("UTF-8", "{h}{k}\u00c3\u00a9", null),
                Arguments.of("invalid UTF-8", "{h}{k}\u00ff\u00fe", null),
                Arguments.of("quoted", "{h}\"{k}\"", null));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spoilt")
    void spoiltHeaderIs401AndNothingIsLookedUp(String name, String first, String second) {
        refuses(header, "x-api-key: ", headerKey, "ApiKey realm=\"api\", header=\"x-api-key\"", first, second);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spoilt")
    void spoiltBearerIs401AndNothingIsLookedUp(String name, String first, String second) {
        refuses(
                bearer,
                "Authorization: Bearer ",
                bearerKey,
                "Bearer realm=\"numbers\", error=\"invalid_token\"",
                first,
                second);
    }

    private static void refuses(
            TestHost host, String prefix, String key, String challenge, String first, String second) {
        host.store.lookUps.set(0);
        Stream<String> lines = Stream.of(first, second == null ? "X-Other: 1" : second);

        String answer = host.rawGet(
                TARGET,
                lines.map(line -> line.replace("{h}", prefix).replace("{k}", key))
                        .toArray(String[]::new));

        assertThat(TestHost.status(answer)).as(answer).isEqualTo(401);
        assertThat(answer).containsPattern("\r\n(?i:WWW-Authenticate): " + Pattern.quote(challenge) + "\r\n");
        assertThat(host.store.lookUps).hasValue(0);
    }

    @Test
    void controlCharactersAreRefusedByTheContainerOrByUs() {
        header.store.lookUps.set(0);
        for (int c = 0; c < 128; c = c == ' ' - 1 ? 127 : c + 1) {
            String answer = header.rawGet(TARGET, "x-api-key: ps_" + (char) c + headerKey);
            assertThat(TestHost.status(answer)).as("character %d", c).isIn(400, 401);
        }
        assertThat(header.store.lookUps).hasValue(0);
    }

    @Test
    void longestCredentialIsStillLookedAt() {
        assertThat(TestHost.status(header.rawGet(TARGET, "x-api-key: " + "a".repeat(512))))
                .isEqualTo(401);
        assertThat(TestHost.status(header.rawGet(TARGET, "X-API-KEY:" + headerKey)))
                .isEqualTo(200);
        assertThat(TestHost.status(header.rawGet(TARGET, "x-api-key: \t " + headerKey + " \t")))
                .isEqualTo(200);
    }

    @Test
    void bearerIsReadWhateverTheCaseOfTheSchemeAndTheNumberOfSpaces() {
        for (String scheme : new String[] {"Bearer ", "bearer ", "BEARER ", "Bearer  "}) {
            assertThat(bearer(scheme + bearerKey).statusCode()).isEqualTo(200);
        }
        assertThat(bearer(bearerKey).statusCode()).isEqualTo(401);
        assertThat(bearer("Basic " + bearerKey).statusCode()).isEqualTo(401);
        assertThat(bearer("Bearer").statusCode()).isEqualTo(401);
    }

    @Test
    void bearerChallengeHasAnErrorOnlyWhenACredentialWasSent() {
        HttpResponse<String> without = bearer.get("/v1/me", null);
        assertThat(without.statusCode()).isEqualTo(401);
        assertThat(without.headers().allValues("WWW-Authenticate")).containsExactly("Bearer realm=\"numbers\"");

        for (String other : new String[] {"Basic YTpi", "Bearer", bearerKey}) {
            HttpResponse<String> unsupported = bearer(other);
            assertThat(unsupported.statusCode()).isEqualTo(401);
            assertThat(unsupported.body())
                    .contains("\"code\":\"CREDENTIAL_MALFORMED\"", "Send an API key as Authorization: Bearer");
            assertThat(unsupported.headers().allValues("WWW-Authenticate")).containsExactly("Bearer realm=\"numbers\"");
        }
        HttpResponse<String> wrong = bearer("Bearer nonsense");
        assertThat(wrong.headers().allValues("WWW-Authenticate"))
                .containsExactly("Bearer realm=\"numbers\", error=\"invalid_token\"");

        HttpResponse<String> forbidden = bearer.send(
                bearer.request("GET", "/v1/messages/1", null).header("Authorization", "Bearer " + bearerKey));
        assertThat(forbidden.statusCode()).isEqualTo(403);
        assertThat(forbidden.headers().allValues("WWW-Authenticate"))
                .containsExactly("Bearer realm=\"numbers\", error=\"insufficient_scope\"");
    }

    /** {k} is the key, {o} another one that is good too. */
    @ParameterizedTest
    @CsvSource({
        "Bearer {k},  ,          200",
        ",            {k},       200",
        "Bearer {k},  {k},       200",
        "Bearer {k},  {o},       401",
        "Bearer {o},  {k},       401",
        "Bearer {k},  nonsense,  401",
        "Bearer x.y,  {k},       401",
        "Bearer {k},  '',        401",
        "Bearer,      {k},       200",
        "Basic YTpi,  {k},       200",
        "Basic YTpi,  ,          401",
        "Basic YTpi,  nonsense,  401",
        "{k},         {k},       200",
        ",            ,          401",
        "Bearer a b,  {k},       401",
        "Bearer {k},  a b,       401"
    })
    void severalPlacesAgreeOrNoneCounts(String authorization, String apiKey, int expected) {
        String key = raw(both.issue(KeySpec.of("acme", Scope.tenant(), "one").allPermissions()));
        String other =
                raw(both.issue(KeySpec.of("acme", Scope.tenant(), "other").allPermissions()));
        HttpRequest.Builder request = both.request("GET", "/v1/me", null);
        if (authorization != null) {
            request.header("Authorization", authorization.replace("{k}", key).replace("{o}", other));
        }
        if (apiKey != null) {
            request.header("x-api-key", apiKey.replace("{k}", key).replace("{o}", other));
        }
        both.store.lookUps.set(0);

        HttpResponse<String> answer = both.send(request);

        assertThat(answer.statusCode()).isEqualTo(expected);
        assertThat(both.store.lookUps).hasValue(expected == 200 ? 1 : 0);
    }

    @Test
    void severalPlacesAreAllNamedToAClientWithoutAKey() {
        HttpResponse<String> answer = both.get("/v1/me", null);

        assertThat(answer.body()).contains("Send an API key as Authorization: Bearer or x-api-key");
        assertThat(answer.headers().allValues("WWW-Authenticate"))
                .containsExactly("Bearer realm=\"api\", ApiKey realm=\"api\", header=\"x-api-key\"");
        assertThat(both.document("/v1/me").json().get("security")).hasSize(2);
        assertThat(both.document("/v1/me").json().at("/components/securitySchemes"))
                .hasSize(2);
    }

    @Test
    void keyInAnotherHeaderOrInTheQueryIsNotRead() {
        assertThat(bearer.get("/v1/me", bearerKey).statusCode()).isEqualTo(401);
        assertThat(bearer.get("/v1/me?access_token=" + bearerKey + "&api_key=" + bearerKey, null)
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void headersThatCannotBeAreRefusedWhenConfigured() {
        assertThatThrownBy(() -> Credential.header("Authorization")).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> Credential.header("x api key")).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> Credential.header("")).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(Credential::anyOf).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> Credential.anyOf(Credential.header("x-key"), Credential.header("X-Key")))
                .isInstanceOf(InvalidValueException.class);
    }

    private HttpResponse<String> bearer(String value) {
        return bearer.send(bearer.request("GET", "/v1/me", null).header("Authorization", value));
    }
}
