package dev.latchkey.http.contract;

import static dev.latchkey.http.contract.fixture.TestHost.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.access.ManagementPermission;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.JsonCase;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Managed keys with each combination of style, case and noun. Every answer is held against the host's document. */
abstract class ManagedChoicesRules extends ManagedKeysHost {
    static Stream<Arguments> choices() {
        return Stream.of(ErrorStyle.values())
                .flatMap(style -> Stream.of(JsonCase.values())
                        .flatMap(jsonCase -> Stream.of("resource", "phone number")
                                .map(noun -> Arguments.of(style, jsonCase, noun))));
    }

    @ParameterizedTest
    @MethodSource("choices")
    void membersCodesAndShapesAreThoseThatTheHostChose(ErrorStyle style, JsonCase jsonCase, String noun) {
        host(keys -> {}, web -> web.errorStyle(style).jsonCase(jsonCase).resourceNoun(noun));
        String resource = jsonCase.join(noun);
        HttpResponse<String> issued = send(
                "POST",
                KEYS,
                "{\"tenant\":\"acme\",\"name\":\"ci\",\"" + resource + "\":\"wn_1\",\"" + jsonCase.join("expires at")
                        + "\":\"2027-01-01T00:00:00Z\"}");
        assertThat(issued.statusCode()).as(issued.body()).isEqualTo(201);
        assertThat(issued.body())
                .contains(
                        "\"" + resource + "\":\"wn_1\"",
                        "\"" + jsonCase.join("raw key") + "\":\"ps_",
                        "\"" + jsonCase.join("expires at") + "\":\"2027-01-01T00:00:00.000Z\"",
                        "\"" + jsonCase.join("last four") + "\":");
        String key = KEYS + "/" + member(issued, "id");
        HttpResponse<String> rotated = send("POST", key + "/rotate", "{\"mode\":\"first-use\"}");
        assertThat(rotated.body()).contains("\"mode\":\"first-use\"", "\"" + jsonCase.join("lapses at") + "\":\"");
        HttpResponse<String> me = send("GET", BASE + "/me", null);
        assertThat(me.body()).contains("\"" + jsonCase.join("may grant") + "\":[\"*\"]");

        assertRefused(style, 400, "TENANT_REQUIRED", send("GET", KEYS, null));
        assertRefused(style, 400, "VALIDATION_ERROR", send("PATCH", key, "{\"name\":null}"));
        assertRefused(style, 400, "VALIDATION_ERROR", send("GET", KEYS + "?tenant=acme&owners=x", null));
        assertRefused(style, 400, "CURSOR_INVALID", send("GET", KEYS + "?tenant=acme&cursor=x", null));
        assertRefused(style, 404, "API_KEY_NOT_FOUND", send("GET", KEYS + "/x", null));
        String gone = noun.toUpperCase(Locale.ROOT).replace(' ', '_') + "_NOT_FOUND";
        String elsewhere = "{\"tenant\":\"acme\",\"name\":\"ci\",\"" + resource + "\":\"wn_99\"}";
        assertRefused(style, 404, gone, send("POST", KEYS, elsewhere));
        assertRefused(style, 409, "ROTATION_UNDER_WAY", send("POST", key + "/rotate", "{\"mode\":\"first-use\"}"));
        assertRefused(
                style,
                412,
                "PRECONDITION_FAILED",
                host().send(by(ADA, "POST", key + "/revoke", "{}").header("If-Match", "\"9\"")));
        assertRefused(
                style,
                415,
                "UNSUPPORTED_MEDIA_TYPE",
                host().send(host().request("PATCH", key, "x")
                        .header(HEADER, ADA)
                        .header("Content-Type", "text/plain")));
        operators.put("eve", operators.get(ADA).may(ManagementPermission.AUDIT));
        HttpResponse<String> forbidden = host().send(by("eve", "GET", key, null));
        assertRefused(style, 403, "INSUFFICIENT_PERMISSION", forbidden);
        operators.put("bob", operators.get(ADA).ambient(true));
        assertRefused(style, 403, "CROSS_SITE_REQUEST", host().send(by("bob", "POST", key + "/revoke", "{}")));
        assertRefused(style, 401, null, host().send(host().request("GET", key, null)));
        assertRefused(style, 405, null, send("DELETE", key, null));
        assertThat(send("OPTIONS", key, null).headers().firstValue("Allow")).hasValue("GET, HEAD, OPTIONS, PATCH");
    }

    private static void assertRefused(ErrorStyle style, int status, String code, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        boolean told = code != null && (style != ErrorStyle.FLAT || status != 415);
        if (told) {
            String expected = style == ErrorStyle.ENVELOPE ? code.toLowerCase(Locale.ROOT) : code;
            assertThat(answer.body()).contains("\"code\":\"" + expected + "\"");
        }
        assertThat(List.of(401).contains(status))
                .isEqualTo(answer.headers().firstValue("WWW-Authenticate").isPresent());
    }
}
