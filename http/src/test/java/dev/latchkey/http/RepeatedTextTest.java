package dev.latchkey.http;

import static dev.latchkey.http.ManagedHost.request;
import static dev.latchkey.http.ManagedHost.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.http.spi.Response;
import dev.latchkey.ports.query.AuditQuery;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Raw keys and long texts at places of a request where none belong. */
class RepeatedTextTest {
    private static final String RAW =
            new SecretGenerator().rawKey(KeyFormat.of("ps_").handleLength(8)).reveal();
    private static final String OLD =
            new SecretGenerator().rawKey(KeyFormat.of("old")).reveal();
    private static final String ESCAPED = RAW.replace("_", "%5F");
    private static final String LONG = "x".repeat(3000);

    private static ManagedHost host(ErrorStyle style) {
        return new ManagedHost(
                keys -> keys.keyFormat(KeyFormat.of("ps_").accepting("old")),
                web -> web.errorStyle(style),
                managed -> managed);
    }

    @ParameterizedTest
    @EnumSource
    void noErrorRepeatsARawKeyOrALongTextOfAClient(ErrorStyle style) {
        try (ManagedHost host = host(style)) {
            String key = "/keys/" + host.issue().id();
            for (String word : List.of(RAW, OLD, ESCAPED, LONG)) {
                for (FakeRequest get : List.of(
                        request("GET", "/keys/" + word),
                        request("GET", "/" + word + "/" + word),
                        request("GET", "/keys?" + word + "=1"),
                        request("GET", "/keys?tenant=" + word + "&limit=0"),
                        request("GET", "/keys?tenant=acme&sort=" + word),
                        request("GET", "/keys?tenant=acme&cursor=" + word),
                        request("GET", key + "/events?" + word),
                        request("GET", "/policy?tenant=acme&resource=" + word),
                        request("DELETE", "/keys/" + word),
                        request("GET", key + "/none").header("X-Request-Id", word))) {
                    assertNotRepeated(host.send(get.header("x-operator", "ada"), null), word);
                }
                for (String json : List.of(
                        "{\"" + word + "\":1}",
                        "{\"name\":{\"" + word + "\":1}}",
                        "{\"limits\":[{\"" + word + "\":1}]}",
                        "{\"networks\":[\"" + word + "\"]}",
                        "{\"permissions\":[\"" + word + " \"]}",
                        "{\"expiresAt\":\"" + word + "\"}",
                        word)) {
                    assertNotRepeated(host.send("PATCH", key, json), word);
                }
                assertNotRepeated(host.send("POST", key + "/rotate", "{\"mode\":\"" + word + "\"}"), word);
                FakeRequest tagged =
                        request("PATCH", key).header("x-operator", "ada").header("If-Match", word);
                assertNotRepeated(host.send(tagged, "{\"name\":\"n\"}"), word);
            }
        }
    }

    private static void assertNotRepeated(Response answer, String word) {
        assertThat(answer.status()).as(text(answer)).isBetween(200, 499);
        assertThat(text(answer)).doesNotContain(word.substring(4)).hasSizeLessThan(1500);
        answer.fields().forEach((name, value) -> assertThat(value).doesNotContain(word));
    }

    @Test
    void noTextThatIsKeptContainsARawKey() {
        try (ManagedHost host = host(ErrorStyle.PROBLEM)) {
            ApiKey key = host.issue();
            for (String raw : List.of(RAW, OLD, "the key " + RAW + " of ci")) {
                for (String member : List.of(
                        "\"name\":\"%s\"",
                        "\"owner\":\"%s\"",
                        "\"tags\":[\"a\",\"%s\"]",
                        "\"description\":\"%s\"",
                        "\"permissions\":[\"%s\"]")) {
                    Response refused = host.send("PATCH", "/keys/" + key.id(), "{" + member.formatted(raw) + "}");
                    assertThat(refused.status()).isEqualTo(400);
                    assertThat(text(refused)).contains("must not contain a raw key");
                }
                Response issued = host.send("POST", "/keys", "{\"tenant\":\"acme\",\"name\":\"%s\"}".formatted(raw));
                assertThat(issued.status()).isEqualTo(400);
                Response unknown = host.send("GET", "/keys?tenant=" + raw.replace(" ", "%20"), null);
                assertThat(unknown.status()).isEqualTo(404);
            }
            assertThat(host.latchkey.keys().find("acme", key.id()).orElseThrow().version())
                    .isEqualTo(1);
        }
    }

    @Test
    void aLeakedKeyIsRevokedAlsoIfTheReasonContainsIt() {
        try (ManagedHost host = host(ErrorStyle.PROBLEM)) {
            ApiKey key = host.issue();
            FakeRequest revoke = request("POST", "/keys/" + key.id() + "/revoke")
                    .header("x-operator", "ada")
                    .header("X-Request-Id", RAW);
            Response revoked = host.send(revoke, "{\"reason\":\"" + RAW + " was in a log\"}");
            assertThat(revoked.status()).isEqualTo(200);
            assertThat(text(revoked)).contains("\"reason\":\"redacted was in a log\"");
            for (AuditEvent event :
                    host.latchkey.keys().audit(AuditQuery.of("acme", 10)).items()) {
                assertThat(event.toString()).doesNotContain(RAW.substring(4));
            }
        }
    }

    @Test
    void onlyTheShapeOfARawKeyIsRefusedInASearch() {
        try (ManagedHost host = host(ErrorStyle.PROBLEM)) {
            for (String raw : List.of(RAW, OLD, "Bearer+" + RAW, RAW.substring(0, RAW.length() - 1) + "x")) {
                assertThat(text(host.send("GET", "/keys?tenant=acme&q=" + raw, null)))
                        .contains("RAW_KEY_IN_QUERY");
            }
            for (String word : List.of(
                    "x".repeat(100),
                    "0".repeat(60),
                    "pay_" + "x".repeat(60),
                    RAW.substring(3),
                    RAW.substring(0, 11),
                    RAW.substring(0, RAW.length() - 1))) {
                assertThat(host.send("GET", "/keys?tenant=acme&q=" + word, null).status())
                        .as(word)
                        .isEqualTo(200);
            }
        }
    }
}
