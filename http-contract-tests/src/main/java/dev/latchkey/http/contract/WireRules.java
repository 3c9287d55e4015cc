package dev.latchkey.http.contract;

import static dev.latchkey.http.contract.fixture.TestHost.member;
import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.RateLimits;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.scope.ScopeMeaning;
import dev.latchkey.http.Credential;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.JsonCase;
import dev.latchkey.http.Routes;
import dev.latchkey.http.contract.WireRows.Row;
import dev.latchkey.http.contract.fixture.PresentedKeys;
import dev.latchkey.http.contract.fixture.TestHost;
import dev.latchkey.ports.query.RateDecision;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each row of the error tables in each combination of dialect, style, credential, scope meaning and case, over real
 * sockets.
 */
abstract class WireRules extends HostTest {
    private static final Pattern MEMBER = Pattern.compile("\\{([a-z ]+)}");
    private static final List<String> RATE_HEADERS =
            List.of("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset");

    /** What a host chooses; both dialects are mounted. */
    record Choices(ErrorStyle style, boolean bearer, ScopeMeaning meaning, JsonCase jsonCase) {
        TestHost start(HostTest test) {
            return test.startHost(
                    keys -> keys.scopeMeaning(meaning)
                            .rateLimits(RateLimits.perKey(
                                    (bucket, limits) -> new RateDecision(
                                            !limits.contains(PresentedKeys.NONE_LEFT),
                                            limits.get(0),
                                            0,
                                            Duration.ofSeconds(1),
                                            Duration.ofSeconds(60)),
                                    new RateLimit(1000, 1000, Duration.ofSeconds(1)))),
                    web -> web.errorStyle(style)
                            .credential(bearer ? Credential.bearer() : Credential.header("x-key"))
                            .jsonCase(jsonCase)
                            .resourceNoun("instance")
                            .tenantNoun("customer")
                            .routes(Routes.builder()
                                    .resourceOnly("POST", "/instances/{id}/messages")
                                    .on("id")
                                    .build())
                            .defaultKeys(WireRows.A)
                            .issuedKeys(WireRows.B));
        }

        /** Writes the members in braces in the chosen case. */
        String named(String text) {
            return MEMBER.matcher(text).replaceAll((MatchResult found) -> jsonCase.join(found.group(1)));
        }

        HttpResponse<String> send(TestHost host, String target, String key, String body) {
            return send(host, target, key, body, "application/json");
        }

        HttpResponse<String> send(TestHost host, String target, String key, String body, String type) {
            String[] parts = target.split(" ", 2);
            HttpRequest.Builder request = host.request(parts[0], parts[1], body == null ? null : named(body))
                    .header("Content-Type", type);
            return host.send(
                    key == null
                            ? request
                            : request.header(bearer ? "Authorization" : "x-key", bearer ? "Bearer " + key : key));
        }
    }

    static Stream<Choices> choices() {
        return Stream.of(ErrorStyle.values())
                .flatMap(style -> Stream.of(true, false)
                        .flatMap(bearer -> Stream.of(ScopeMeaning.values())
                                .flatMap(meaning -> Stream.of(JsonCase.values())
                                        .map(jsonCase -> new Choices(style, bearer, meaning, jsonCase)))));
    }

    @ParameterizedTest
    @MethodSource("choices")
    void everyRowHasItsStatusItsCodeAndItsHeaders(Choices choices) {
        try (TestHost host = choices.start(this)) {
            SoftAssertions softly = new SoftAssertions();
            WireRows.all().forEach(row -> {
                String key = row.key().apply(host);
                List<Object> stored = host.contents();
                HttpResponse<String> answer = choices.send(host, row.target(), key, row.body(), row.type());
                host.store.down = false;
                host.store.contended = false;
                host.numbers.down = false;
                check(softly, choices, row, answer);
                softly.assertThat(host.contents()).as(row.toString()).isEqualTo(stored);
            });
            softly.assertAll();
        }
    }

    private static void check(SoftAssertions softly, Choices choices, Row row, HttpResponse<String> answer) {
        String what = row + " " + answer.body();
        softly.assertThat(answer.statusCode()).as(what).isEqualTo(row.status());
        softly.assertThat(header(answer, "Cache-Control")).as(what).isEqualTo("no-store");
        softly.assertThat(header(answer, "WWW-Authenticate")).as(what).isEqualTo(challenge(choices, row));
        softly.assertThat(header(answer, "Allow") != null).as(what).isEqualTo(row.status() == 405);
        softly.assertThat(header(answer, "Retry-After"))
                .as(what)
                .isEqualTo(List.of(429, 503).contains(row.status()) ? "1" : null);
        boolean told = !List.of(401, 405).contains(row.status()) && !row.name().equals(WireRows.STORE_DOWN);
        boolean fieldsTold = row.status() == 400;
        String field = choices.jsonCase().join(row.name());
        switch (choices.style()) {
            case FLAT -> {
                softly.assertThat(answer.body()).as(what).startsWith("{\"error\":\"");
                softly.assertThat(answer.body().contains("\"code\":\"" + row.code() + "\""))
                        .as(what)
                        .isEqualTo(List.of(403, 404, 409).contains(row.status()));
                softly.assertThat(answer.body().contains("\"details\":{\"" + field + "\":"))
                        .as(what)
                        .isEqualTo(fieldsTold);
            }
            case PROBLEM -> {
                softly.assertThat(header(answer, "Content-Type")).as(what).isEqualTo("application/problem+json");
                softly.assertThat(answer.body())
                        .as(what)
                        .contains("\"status\":" + row.status() + ",")
                        .endsWith("\"code\":\"" + row.code() + "\"}");
                softly.assertThat(!fieldsTold || answer.body().contains("\"detail\":\"" + field + " "))
                        .as(what)
                        .isTrue();
            }
            case ENVELOPE -> {
                softly.assertThat(answer.body())
                        .as(what)
                        .startsWith("{\"error\":{\"code\":\"" + row.envelope() + "\",\"message\":\"")
                        .endsWith("},\"request_id\":\"" + header(answer, "X-Request-Id") + "\"}");
                softly.assertThat(answer.body().contains("\"details\":{\"" + field + "\":"))
                        .as(what)
                        .isEqualTo(fieldsTold);
                softly.assertThat(RATE_HEADERS).as(what).allMatch(name -> (header(answer, name) != null) == told);
            }
        }
    }

    private static String challenge(Choices choices, Row row) {
        if (row.status() != 401 && !(row.status() == 403 && choices.bearer())) {
            return null;
        }
        if (!choices.bearer()) {
            return "ApiKey realm=\"api\", header=\"x-key\"";
        }
        String error = row.status() == 403 ? "insufficient_scope" : "invalid_token";
        return "Bearer realm=\"api\"" + (row.name().equals("missing") ? "" : ", error=\"" + error + "\"");
    }

    @ParameterizedTest
    @MethodSource("choices")
    void bothDialectsServe(Choices choices) {
        try (TestHost host = choices.start(this)) {
            String whole = raw(host.tenantKey());
            HttpResponse<String> first =
                    choices.send(host, "POST " + WireRows.A, whole, "{\"{instance id}\":\"wn_1\"}");
            HttpResponse<String> issued =
                    choices.send(host, "POST " + WireRows.B, whole, "{\"name\":\"n\",\"{instance id}\":\"wn_1\"}");
            assertThat(first.statusCode()).isEqualTo(200);
            assertThat(issued.statusCode()).isEqualTo(201);
            assertThat(issued.body()).contains(choices.named("\"{customer id}\":\"acme\",\"{instance id}\":\"wn_1\""));
            assertThat(choices.send(host, "GET " + WireRows.A, whole, null).body())
                    .contains(choices.named("\"{display name}\":\"Vendas\""));
            HttpResponse<String> list = choices.send(host, "GET " + WireRows.B + "?limit=2", whole, null);
            assertThat(list.body())
                    .contains(choices.named("\"{last used at}\":"), choices.named("\"{next cursor}\":\""));
            boolean told = choices.style() == ErrorStyle.ENVELOPE;
            assertThat(RATE_HEADERS).allMatch(name -> (header(list, name) != null) == told);

            String message = "POST /instances/wn_1/messages";
            boolean tenantMay = choices.meaning() == ScopeMeaning.HIERARCHICAL;
            assertThat(choices.send(host, message, whole, null).statusCode()).isEqualTo(tenantMay ? 200 : 403);
            assertThat(choices.send(host, "POST /instances/wn_9/messages", whole, null)
                            .statusCode())
                    .isEqualTo(tenantMay ? 404 : 403);
            for (String secret : List.of(member(first, "key"), member(issued, "secret"))) {
                assertThat(choices.send(host, message, secret, null).statusCode())
                        .isEqualTo(200);
            }
            String id = member(issued, "id");
            assertThat(choices.send(host, "DELETE " + WireRows.B + "/" + id, whole, null)
                            .statusCode())
                    .isEqualTo(204);
            assertThat(choices.send(host, message, member(issued, "secret"), null)
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse(null);
    }
}
