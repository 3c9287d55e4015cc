package dev.latchkey.http.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.RateLimits;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.contract.ErrorAnswerRows.Row;
import dev.latchkey.http.contract.fixture.PresentedKeys;
import dev.latchkey.http.contract.fixture.TestHost;
import dev.latchkey.ports.query.RateDecision;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each row of the wire's error table in each style: exact body, exact headers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ErrorAnswersRules extends HostTest {
    private final TestHost flat = host(ErrorStyle.FLAT);
    private final TestHost problem = host(ErrorStyle.PROBLEM);

    @AfterAll
    void stop() {
        flat.close();
        problem.close();
    }

    @ParameterizedTest
    @MethodSource("dev.latchkey.http.contract.ErrorAnswerRows#all")
    void flat(Row row) {
        HttpResponse<String> answer = row.send().apply(flat);

        assertThat(answer.body()).isEqualTo(row.flatBody());
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.headers().map()).doesNotContainKeys("RateLimit", "RateLimit-Policy");
        common(answer, row);
    }

    @ParameterizedTest
    @MethodSource("dev.latchkey.http.contract.ErrorAnswerRows#all")
    void problem(Row row) {
        HttpResponse<String> answer = row.send().apply(problem);

        assertThat(answer.body())
                .startsWith("{\"type\":\"about:blank\",\"title\":\"")
                .endsWith("\",\"status\":" + row.status() + ",\"detail\":\"" + row.detail() + "\",\"instance\":\""
                        + TestHost.CONTEXT + row.path() + "\",\"code\":\"" + row.code() + "\"}");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        common(answer, row);
        if (row.status() == 429) {
            assertThat(answer.headers().firstValue("RateLimit-Policy")).hasValue("\"default\";q=60;w=60");
            assertThat(answer.headers().firstValue("RateLimit")).hasValue("\"default\";r=0;t=60");
        }
    }

    private static void common(HttpResponse<String> answer, Row row) {
        assertThat(answer.statusCode()).isEqualTo(row.status());
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        for (int i = 0; i < row.headers().size(); i += 2) {
            assertThat(answer.headers().allValues(row.headers().get(i)))
                    .containsExactly(row.headers().get(i + 1));
        }
        assertThat(answer.headers().firstValue("WWW-Authenticate").isPresent()).isEqualTo(row.status() == 401);
    }

    /** Found by {@link FuzzRules}: Jetty takes what no URI has. Tomcat refuses it itself. */
    @Test
    void instanceIsAUriReferenceWhateverWasAskedFor() {
        String answer = problem.rawGet(TestHost.CONTEXT + "/a;x{b}=%7e");
        // Some stacks refuse such characters themselves.
        assertThat(TestHost.status(answer) == 400 || answer.contains("\"instance\":\"/app/a;x%7Bb%7D=%7e\""))
                .as(answer)
                .isTrue();
    }

    private TestHost host(ErrorStyle style) {
        return startHost(
                keys -> keys.rateLimits(RateLimits.perKey(
                        (bucket, limits) -> new RateDecision(
                                !limits.contains(PresentedKeys.NONE_LEFT),
                                limits.get(0),
                                0,
                                Duration.ofMillis(2001),
                                Duration.ofSeconds(60)),
                        new RateLimit(1000, 1000, Duration.ofSeconds(1)))),
                web -> web.errorStyle(style)
                        .principals(request -> request.header("x-grant").stream()
                                .findFirst()
                                .map(number -> Caller.of("acme", Scope.resource(number), Permissions.ALL, "grant-1"))));
    }
}
