package dev.latchkey.http.contract;

import static dev.latchkey.http.contract.fixture.TestHost.member;
import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.IdempotentRequests;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.contract.fixture.TestHost;
import dev.latchkey.ports.query.AuditQuery;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Requests that are sent again under the same Idempotency-Key. */
abstract class IdempotencyRules extends HostTest {
    static final String A = "/v1/api-keys";
    static final String B = "/b/keys";
    static final String WN_1 = "{\"whatsappNumberId\":\"wn_1\"}";
    static final String NAMED = "{\"name\":\"app\",\"numberId\":\"wn_1\",\"scopes\":[\"messages:send\"]}";

    /** A host that keeps sealed copies. */
    private TestHost host() {
        return startHost(web -> web.errorStyle(ErrorStyle.PROBLEM).issuedKeys(B));
    }

    private TestHost unsealed() {
        return startUnsealed(web -> web.errorStyle(ErrorStyle.PROBLEM).issuedKeys(B));
    }

    @Test
    void repeatOfIssuingNamesTheSameKeyAndSaysThatTheSecretWasShown() {
        try (TestHost host = unsealed()) {
            String key = raw(host.tenantKey());
            HttpResponse<String> first = send(host, B, key, NAMED, "once-1");
            List<Object> stored = host.contents();

            HttpResponse<String> again = send(host, B, key, NAMED, "once-1");

            assertThat(first.statusCode()).isEqualTo(201);
            assertThat(replayed(first)).isNull();
            assertThat(again.statusCode()).isEqualTo(201);
            assertThat(replayed(again)).isEqualTo("true");
            assertThat(again.headers().firstValue("Location"))
                    .isEqualTo(first.headers().firstValue("Location"));
            assertThat(again.headers().firstValue("Cache-Control")).hasValue("no-store");
            assertThat(again.body())
                    .isEqualTo(first.body()
                            .replace(
                                    "\"secret\":\"" + member(first, "secret") + "\"",
                                    "\"secret\":null,\"secretAlreadyShown\":true"));
            assertThat(host.contents()).isEqualTo(stored);
        }
    }

    @Test
    void repeatOfRegeneratingNamesTheSameSecretAndSaysThatItWasShown() {
        try (TestHost host = unsealed()) {
            String key = raw(host.tenantKey());
            HttpResponse<String> first = send(host, A, key, WN_1, "once-1");

            HttpResponse<String> again = send(host, A, key, WN_1, "once-1");

            assertThat(again.statusCode()).isEqualTo(200);
            assertThat(replayed(again)).isEqualTo("true");
            assertThat(again.body())
                    .isEqualTo(first.body()
                            .replace("\"key\":\"" + member(first, "key") + "\"", "\"key\":null,\"revealable\":false"));
            assertThat(status(host, member(first, "key"))).isEqualTo(200);
        }
    }

    @Test
    void whereASealedCopyIsKeptARepeatHasTheSameAnswer() {
        try (TestHost host = host()) {
            String key = raw(host.tenantKey());
            for (String base : List.of(A, B)) {
                String body = base.equals(A) ? WN_1 : NAMED;
                HttpResponse<String> first = send(host, base, key, body, "once-1");
                HttpResponse<String> again = send(host, base, key, body, "once-1");
                assertThat(again.body()).isEqualTo(first.body());
                assertThat(again.statusCode()).isEqualTo(first.statusCode());
                assertThat(replayed(again)).isEqualTo("true");
            }
        }
    }

    @Test
    void anotherRequestAndOneThatIsTooLateAreRefusedInEveryStyle() {
        for (ErrorStyle style : ErrorStyle.values()) {
            try (TestHost host =
                    startHost(web -> web.errorStyle(style).issuedKeys(B).resourceNoun("number"))) {
                String key = raw(host.tenantKey());
                send(host, A, key, WN_1, "once-1");
                send(host, B, key, NAMED, "once-1");
                List<Object> stored = host.contents();

                for (HttpResponse<String> other : List.of(
                        send(host, A, key, WN_1.replace("wn_1", "wn_2"), "once-1"),
                        send(host, B, key, NAMED.replace("app", "other"), "once-1"),
                        send(host, B, key, NAMED.replace("wn_1", "wn_2"), "once-1"),
                        send(host, B, key, NAMED.replace("send", "read"), "once-1"),
                        send(host, B, key, NAMED.replace("}", ",\"expiresAt\":\"2100-01-01T00:00:00Z\"}"), "once-1"))) {
                    assertRefused(other, style, "idempotency_key_reused", "was used for another request");
                }
                host.clock.advance(IdempotentRequests.REMEMBERED.plusMillis(1));
                assertRefused(
                        send(host, A, key, WN_1, "once-1"), style, "idempotency_key_spent", "was used too long ago");
                assertRefused(
                        send(host, B, key, NAMED, "once-1"), style, "idempotency_key_spent", "was used too long ago");
                assertThat(host.contents()).isEqualTo(stored);
            }
        }
    }

    private static void assertRefused(HttpResponse<String> answer, ErrorStyle style, String code, String words) {
        String written = style == ErrorStyle.ENVELOPE ? code : code.toUpperCase(Locale.ROOT);
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("\"code\":\"" + written + "\"", words);
        assertThat(replayed(answer)).isNull();
        if (style == ErrorStyle.PROBLEM) {
            assertThat(answer.body()).contains("\"title\":\"Unprocessable Content\",\"status\":422");
        }
    }

    @Test
    void guessedNameTellsNobodyElsesAnswer() {
        try (TestHost host = host()) {
            String one = raw(host.tenantKey());
            String two =
                    raw(host.issue(KeySpec.of("acme", Scope.tenant(), "second").allPermissions()));
            HttpResponse<String> first = send(host, B, one, NAMED, "once-1");
            HttpResponse<String> other = send(host, B, two, NAMED, "once-1");
            assertThat(other.statusCode()).isEqualTo(201);
            assertThat(replayed(other)).isNull();
            assertThat(member(other, "id")).isNotEqualTo(member(first, "id"));
        }
    }

    @Test
    void whoRegeneratesItselfRepeatsWithAKeyThatIsDeadByThen() {
        try (TestHost host = host()) {
            String key = raw(host.tenantKey());
            HttpResponse<String> first = send(host, A + "/regenerate", key, null, "once-1");
            assertThat(send(host, A + "/regenerate", key, null, "once-1").statusCode())
                    .isEqualTo(401);
            HttpResponse<String> again = send(host, A + "/regenerate", member(first, "key"), null, "once-1");
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(replayed(again)).isEqualTo("true");
            assertThat(status(host, "/v1/me", member(first, "key"))).isEqualTo(200);
        }
    }

    @Test
    void repeatOfAKeyThatHasExpiredOrWasRevokedNamesItStill() {
        try (TestHost host = host()) {
            String key = raw(host.tenantKey());
            String until = host.clock.instant().plusSeconds(1).toString();
            String body = NAMED.replace("}", ",\"expiresAt\":\"" + until + "\"}");
            HttpResponse<String> first = send(host, B, key, body, "once-1");
            host.clock.advance(Duration.ofSeconds(2));

            HttpResponse<String> again = send(host, B, key, body, "once-1");

            assertThat(again.statusCode()).isEqualTo(201);
            assertThat(member(again, "id")).isEqualTo(member(first, "id"));
            assertThat(again.body()).contains("\"secret\":null");
            assertThat(send(host, B, key, body, "once-2").statusCode()).isEqualTo(400);
        }
    }

    @Test
    void ofManyAtOnceOneKeyIsMadeAndAllNameIt() throws Exception {
        try (TestHost host = unsealed()) {
            String key = raw(host.tenantKey());
            for (int round = 0; round < 10; round++) {
                for (String base : List.of(A, B)) {
                    String once = "round-" + round;
                    String body = base.equals(A) ? WN_1 : NAMED;
                    String secret = base.equals(A) ? "key" : "secret";
                    List<HttpResponse<String>> answers = atOnce(host, base, key, body, once);

                    assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(base.equals(A) ? 200 : 201);
                    assertThat(answers)
                            .filteredOn(answer -> replayed(answer) == null)
                            .singleElement()
                            .satisfies(first -> assertThat(status(host, member(first, secret)))
                                    .isEqualTo(200));
                    String id = base.equals(A) ? "keyId" : "id";
                    assertThat(answers)
                            .extracting(answer -> member(answer, id))
                            .containsOnly(member(answers.get(0), id));
                }
            }
            List<AuditEvent> events =
                    host.store.real.audit(AuditQuery.of("acme", 1000)).items();
            assertThat(events).as("the first key, and two a round").hasSize(21);
        }
    }

    private static List<HttpResponse<String>> atOnce(TestHost host, String base, String key, String body, String once)
            throws Exception {
        int threads = 8;
        CyclicBarrier start = new CyclicBarrier(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<HttpResponse<String>>> futures = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            futures.add(pool.submit(() -> {
                start.await(30, TimeUnit.SECONDS);
                return send(host, base, key, body, once);
            }));
        }
        List<HttpResponse<String>> answers = new ArrayList<>();
        for (Future<HttpResponse<String>> future : futures) {
            answers.add(future.get(30, TimeUnit.SECONDS));
        }
        pool.shutdown();
        return answers;
    }

    static HttpResponse<String> send(TestHost host, String path, String key, String body, String once) {
        HttpRequest.Builder request =
                host.request("POST", path, body).header("x-api-key", key).header("Idempotency-Key", once);
        return host.send(body == null ? request : request.header("Content-Type", "application/json"));
    }

    static String replayed(HttpResponse<String> answer) {
        return answer.headers().firstValue("Idempotent-Replayed").orElse(null);
    }

    private static int status(TestHost host, String key) {
        return status(host, "/v1/me", key);
    }

    private static int status(TestHost host, String path, String key) {
        return host.get(path, key).statusCode();
    }
}
