package dev.latchkey.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartTest {
    private static final Pattern KEY_ID = Pattern.compile("\"keyId\":\"(k_\\w+)\"");

    private static final Pattern LINK = Pattern.compile("href=\"([^\"]+)\"");

    @TempDir
    private Path data;

    @Test
    void theFirstStartPrintsTheKeysAndTheSecondFindsThemAgain() throws Exception {
        String tenantKey;
        String numberKey;
        try (QuickstartProcess first = QuickstartProcess.start(data)) {
            assertThat(first.keys()).containsOnlyKeys("tenant", "wn_1", "wn_2", "wn_3", "customer", "app");
            tenantKey = first.keys().get("tenant");
            numberKey = first.keys().get("wn_1");
            assertThat(first.output().get(0))
                    .startsWith("Open http://127.0.0.1:")
                    .contains("/latchkey/console");
            assertThat(first.get("/v1/numbers", tenantKey).statusCode()).isEqualTo(200);
        }
        try (QuickstartProcess second = QuickstartProcess.start(data)) {
            assertThat(second.keys()).isEmpty();
            assertThat(second.output().get(0))
                    .startsWith("Open http://127.0.0.1:")
                    .contains("/latchkey/console");
            assertThat(second.output())
                    .filteredOn(line -> line.contains("export "))
                    .hasSize(6);
            assertThat(second.get("/v1/numbers", tenantKey).statusCode()).isEqualTo(200);
            assertThat(second.post("/v1/messages/send", numberKey, "{}").statusCode())
                    .isEqualTo(202);
        }
    }

    @Test
    @Tag("extended")
    void aFirstKeyThatWasRevokedIsReplacedByTheNextStart() throws Exception {
        try (QuickstartProcess first = QuickstartProcess.start(data)) {
            String path = "/b/v1/api-keys/" + first.keys().get("app").substring(0, "zpk_live_".length() + 8);
            assertThat(first.bearer("DELETE", path, first.keys().get("customer"), "")
                            .statusCode())
                    .isEqualTo(204);
        }
        try (QuickstartProcess second = QuickstartProcess.start(data)) {
            assertThat(second.keys()).containsOnlyKeys("app");
            assertThat(second.output())
                    .anyMatch(line -> line.startsWith("Those with dots were printed by an earlier start"));
            String path = "/b/v1/instances/" + Instances.FIRST + "/messages";
            assertThat(second.bearer("POST", path, second.keys().get("app"), "{}")
                            .statusCode())
                    .isEqualTo(202);
        }
    }

    @Test
    void theApiAnswersAsDocumented() throws Exception {
        try (QuickstartProcess quickstart = QuickstartProcess.start(data)) {
            String tenantKey = quickstart.keys().get("tenant");
            String wn1 = quickstart.keys().get("wn_1");
            String wn2 = quickstart.keys().get("wn_2");
            String list = quickstart.get("/v1/api-keys", tenantKey).body();
            assertThat(list)
                    .contains("\"numberId\":\"wn_1\"", "\"key\":\"" + wn1 + "\"", "\"revealable\":true")
                    .contains("\"key\":null", "\"revealable\":false")
                    .doesNotContain(wn2);

            assertThat(quickstart.get("/v1/api-keys", wn1).statusCode()).isEqualTo(403);
            assertThat(quickstart.get("/v1/api-keys", wn1).body()).contains("NUMBER_SCOPE_NOT_ALLOWED");
            assertThat(quickstart.post("/v1/messages/send", tenantKey, "{}").body())
                    .contains("TENANT_SCOPE_NOT_ALLOWED");
            assertThat(quickstart.regenerate(tenantKey, "wn_9").body()).contains("NUMBER_NOT_FOUND");
            assertThat(quickstart.get("/v1/numbers", "ps_nonsense").body()).isEqualTo("{\"error\":\"Unauthorized\"}");

            Matcher keyId = KEY_ID.matcher(list);
            assertThat(keyId.find()).isTrue();
            assertThat(quickstart.getById("/v1/messages/m_0", keyId.group(1)).statusCode())
                    .isEqualTo(404);

            HttpResponse<String> regenerated = quickstart.regenerate(tenantKey, "wn_1");
            assertThat(regenerated.statusCode()).isEqualTo(200);
            assertThat(quickstart.post("/v1/messages/send", wn1, "{}").statusCode())
                    .isEqualTo(401);
            assertThat(quickstart
                            .post("/v1/messages/send", Json.text(regenerated.body(), "key"), "{}")
                            .statusCode())
                    .isEqualTo(202);
        }
    }

    @Test
    void theOtherApiIssuesAndRevokesAndIsLimited() throws Exception {
        try (QuickstartProcess quickstart = QuickstartProcess.start(data)) {
            String customer = quickstart.keys().get("customer");
            assertThat(customer).startsWith("zpk_live_");
            String instance = Instances.FIRST;
            String messages = "/b/v1/instances/" + instance + "/messages";
            String other = "/b/v1/instances/b7e2f9a1-6c0d-4e83-8d15-4f7a9c3b2e60/messages";
            HttpResponse<String> issued = quickstart.bearer(
                    "POST", "/b/v1/api-keys", customer, "{\"name\":\"app\",\"instance_id\":\"" + instance + "\"}");
            assertThat(issued.statusCode()).isEqualTo(201);
            assertThat(issued.headers().firstValue("X-RateLimit-Limit")).hasValue("60");
            String bound = Json.text(issued.body(), "secret");
            assertThat(quickstart.bearer("POST", messages, bound, "{}").statusCode())
                    .isEqualTo(202);
            assertThat(quickstart.bearer("POST", other, customer, "{}").statusCode())
                    .isEqualTo(202);
            assertThat(quickstart.bearer("POST", other, bound, "{}").body()).contains("instance_access_denied");
            assertThat(quickstart.bearer("GET", "/b/v1/api-keys", bound, "").body())
                    .contains("instance_scoped_key");
            assertThat(quickstart.bearer("GET", "/b/v1/api-keys", customer, "").body())
                    .contains("\"customer_id\":\"" + Instances.CUSTOMER + "\"", "\"instance_id\":null")
                    .doesNotContain(bound, "wn_1");
            String path = "/b/v1/api-keys/" + Json.text(issued.body(), "prefix");
            assertThat(quickstart.bearer("DELETE", path, customer, "").statusCode())
                    .isEqualTo(204);
            assertThat(quickstart.bearer("POST", messages, bound, "{}").body()).contains("auth_expired");
            assertThat(quickstart.get("/v1/numbers", customer).statusCode()).isEqualTo(401);

            int sent = 0;
            while (quickstart.bearer("POST", messages, customer, "{}").statusCode() == 202) {
                sent++;
                assertThat(sent).isLessThan(1000);
            }
            assertThat(sent).isGreaterThan(50);
        }
    }

    @Test
    void eachApiServesItsDocumentToAnybody() throws Exception {
        try (QuickstartProcess quickstart = QuickstartProcess.start(data)) {
            assertThat(quickstart.get("/v1/openapi.json", "none").body())
                    .startsWith("{\"openapi\":\"3.1.0\"")
                    .contains("\"/v1/api-keys/regenerate\"", "\"whatsappNumberId\"", "\"NUMBER_NOT_FOUND\"")
                    .doesNotContain("x-api-key-id", "/b/v1");
            assertThat(quickstart.get("/b/v1/openapi.json", "none").body())
                    .startsWith("{\"openapi\":\"3.1.0\"")
                    .contains("\"/b/v1/api-keys/{id}\"", "\"instance_id\"", "\"instance_not_found\"", "\"bearer\"")
                    .doesNotContain("whatsappNumberId");
            assertThat(quickstart.get("/latchkey/openapi.json", "none").body())
                    .startsWith("{\"openapi\":\"3.1.0\"")
                    .contains("\"/latchkey/keys/{id}/rotate\"", "\"x-operator-token\"");
        }
    }

    @Test
    @Tag("extended")
    void ofARequestThatIsSentAgainAndAgainAtTheSameTimeOneKeyComes() throws Exception {
        try (QuickstartProcess quickstart = QuickstartProcess.start(data)) {
            String customer = quickstart.keys().get("customer");
            ExecutorService pool = Executors.newFixedThreadPool(8);
            CyclicBarrier start = new CyclicBarrier(8);
            List<Future<HttpResponse<String>>> sent = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                sent.add(pool.submit(() -> {
                    start.await(30, TimeUnit.SECONDS);
                    return quickstart.once("deploy-7", customer, "{\"name\":\"app\"}");
                }));
            }
            List<HttpResponse<String>> answers = new ArrayList<>();
            for (Future<HttpResponse<String>> one : sent) {
                answers.add(one.get(60, TimeUnit.SECONDS));
            }
            pool.shutdown();
            assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(201);
            assertThat(answers)
                    .extracting(answer -> Json.text(answer.body(), "id"))
                    .containsOnly(Json.text(answers.get(0).body(), "id"));
            assertThat(answers)
                    .filteredOn(answer ->
                            answer.headers().firstValue("Idempotent-Replayed").isEmpty())
                    .singleElement()
                    .satisfies(first -> assertThat(quickstart
                                    .bearer("GET", "/b/v1/api-keys", Json.text(first.body(), "secret"), "")
                                    .statusCode())
                            .isEqualTo(200));
            assertThat(answers)
                    .filteredOn(answer -> answer.body().contains("\"secret\":null,\"secret_already_shown\":true"))
                    .hasSize(7);
            assertThat(quickstart
                            .once("deploy-7", customer, "{\"name\":\"other\"}")
                            .body())
                    .contains("idempotency_key_reused");
        }
    }

    @Test
    void aMessageIsSeenByItsOwnNumberAlone() throws Exception {
        try (QuickstartProcess quickstart = QuickstartProcess.start(data)) {
            String wn1 = quickstart.keys().get("wn_1");
            String id =
                    Json.text(quickstart.post("/v1/messages/send", wn1, "{}").body(), "id");
            assertThat(quickstart.get("/v1/messages/" + id, wn1).statusCode()).isEqualTo(200);
            assertThat(quickstart
                            .get("/v1/messages/" + id, quickstart.keys().get("wn_3"))
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void theRootIsAPageThatSaysWhereToGoAndShowsNoKey() throws Exception {
        try (QuickstartProcess quickstart = QuickstartProcess.start(data)) {
            HttpResponse<String> page = quickstart.get("/");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWithIgnoringCase("text/html"));
            assertThat(page.body()).startsWith("<!doctype html>").contains("<title>Latchkey quickstart</title>");
            quickstart.keys().values().forEach(key -> assertThat(page.body()).doesNotContain(key));
            List<String> links = LINK.matcher(page.body())
                    .results()
                    .map(link -> link.group(1))
                    .toList();
            Set<String> open =
                    Set.of("/latchkey/console", "/v1/openapi.json", "/b/v1/openapi.json", "/latchkey/openapi.json");
            assertThat(links).containsAll(open).contains("/v1/numbers");
            for (String link : links) {
                assertThat(quickstart.get(link).statusCode()).as(link).isEqualTo(open.contains(link) ? 200 : 401);
            }
            assertThat(quickstart.get("/v1/other").statusCode()).isEqualTo(401);
            assertThat(quickstart.get("/b/v1/other").statusCode()).isEqualTo(401);
        }
    }
}
