package dev.latchkey.http.contract;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.contract.fixture.TestHost;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The id by which ENVELOPE names a request. */
abstract class RequestIdRules extends HostTest {
    private static final String HEADER = "X-Request-Id";
    private final TestHost host = startHost(ErrorStyle.ENVELOPE);

    @AfterEach
    void stop() {
        host.close();
    }

    @Test
    void goodIdGoesBackInHeaderAndBody() {
        HttpResponse<String> answer =
                host.send(host.request("GET", "/v1/me", null).header(HEADER, "01J-abc/7:x@y"));

        assertThat(answer.headers().allValues(HEADER)).containsExactly("01J-abc/7:x@y");
        assertThat(answer.body())
                .isEqualTo("{\"error\":{\"code\":\"auth_missing\",\"message\":\"Send an API key as x-api-key\"},"
                        + "\"request_id\":\"01J-abc/7:x@y\"}");
    }

    @Test
    void badIdIsReplaced() {
        for (String bad : List.of("a b", "\"", "a".repeat(129), "", "<script>")) {
            HttpResponse<String> answer =
                    host.send(host.request("GET", "/v1/me", null).header(HEADER, bad));
            assertThat(UUID.fromString(answer.headers().firstValue(HEADER).orElseThrow()))
                    .isNotNull();
            assertThat(answer.body()).doesNotContain("\"request_id\":\"" + bad + "\"");
        }
        String twice = host.rawGet(TestHost.CONTEXT + "/v1/me", "X-Request-Id: one", "X-Request-Id: two");
        assertThat(twice).doesNotContain(HEADER + ": one", HEADER + ": two");
    }

    @Test
    void everyAnswerHasOneOfItsOwn() {
        String key = raw(host.tenantKey());
        List<String> ids = List.of(
                id(host.get("/v1/me", key)),
                id(host.get("/health", null)),
                id(host.get("/v1/api-keys", key)),
                id(host.get("/nowhere", key)),
                id(host.send(host.request("OPTIONS", "/v1/me", null))),
                id(host.send(host.request("HEAD", "/v1/me", null))));
        assertThat(ids).doesNotHaveDuplicates();
    }

    private static String id(HttpResponse<String> answer) {
        return answer.headers().firstValue(HEADER).orElseThrow();
    }
}
