package dev.latchkey.adapter.servlet;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.contract.fixture.ServedDocument;
import dev.latchkey.http.contract.fixture.ServedDocument.Exchange;
import dev.latchkey.http.contract.fixture.TestHost;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@link TestHost} holds every answer against does notice what is wrong: with an answer, and with the document.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServedDocumentTest {
    private static final String SENT = "{\"name\":\"n\",\"resourceId\":\"wn_1\",\"scopes\":[\"a:b\"]}";
    private final TestHost host = ServletHosts.start(
            web -> web.resourceNoun("resource").errorStyle(ErrorStyle.ENVELOPE).issuedKeys("/keys"));
    private final ServedDocument document = host.document("/keys");
    private final Exchange issued = exchange("/keys", SENT);
    private final Exchange refused = exchange("/keys", "{}");
    private final Exchange foreign = exchange("/nowhere", "");

    @AfterAll
    void stop() {
        host.close();
    }

    @Test
    void rightAnswersAreRight() {
        assertThat(issued.status()).isEqualTo(201);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(foreign.status()).isEqualTo(403);
        for (Exchange exchange : List.of(issued, refused, foreign)) {
            assertThat(document.problems(exchange)).isEmpty();
        }
    }

    @Test
    void wrongAnswersAreNoticed() {
        noticed(body(issued, issued.body().replace("{\"id\"", "{\"more\":1,\"id\"")), "more");
        noticed(body(issued, issued.body().replace("\"name\":\"n\",", "")), "name");
        noticed(body(issued, issued.body().replaceAll("\"id\":\"[^\"]*\"", "\"id\":\"no uuid\"")), "uuid");
        noticed(body(issued, issued.body().replaceAll("\"createdAt\":\"[^\"]*\"", "\"createdAt\":null")), "createdAt");
        noticed(
                body(issued, issued.body().replaceAll("\"createdAt\":\"[^\"]*\"", "\"createdAt\":\"now\"")),
                "date-time");
        noticed(body(issued, issued.body() + "x"), "not JSON");
        noticed(body(issued, ""), "body");
        noticed(body(refused, refused.body().replace("validation_failed", "other")), "enum");
        noticed(body(refused, refused.body().replace("{\"code\"", "{\"more\":1,\"code\"")), "more");
        noticed(body(foreign, foreign.body().replace("{\"code\"", "{\"more\":1,\"code\"")), "more");
        noticed(status(issued, 200), "status 200");
        noticed(status(refused, 500), "status 500");
        noticed(without(issued, "location"), "Location is missing");
        noticed(without(refused, "x-request-id"), "X-Request-Id is missing");
        noticed(without(refused, "cache-control"), "Cache-Control is missing");
        noticed(with(refused, "x-more", "1"), "x-more is not declared");
        noticed(with(refused, "x-ratelimit-limit", "many"), "x-ratelimit-limit");
        noticed(with(refused, "content-type", "text/plain"), "Content-Type");
        noticed(sent(issued, SENT.replace("\"a:b\"", "\"a b\"")), "accepted body");
        noticed(sent(issued, "{}"), "accepted body");
    }

    @Test
    void wrongDocumentsAreNoticed() {
        String operation = "/paths/~1keys/post";
        removed(operation + "/responses", "201", issued);
        removed(operation + "/responses/201/headers", "Location", issued);
        removed(operation + "/responses/201/headers", "X-Request-Id", issued);
        removed("/components/schemas/IssuedApiKey/properties", "revokedAt", issued);
        removed(operation + "/responses/201", "content", issued);
        removed("/components/schemas/BadRequestError/properties", "request_id", refused);
        String sent = operation + "/requestBody/content/application~1json/schema/$ref";
        removed(document.json().at(sent).asString().substring(1), "additionalProperties", issued);
    }

    private void removed(String pointer, String name, Exchange exchange) {
        JsonNode broken = document.json().deepCopy();
        assertThat(((ObjectNode) broken.at(pointer)).remove(name)).as(name).isNotNull();
        assertThat(ServedDocument.parse(broken.toString()).problems(exchange))
                .as(name)
                .isNotEmpty();
    }

    private void noticed(Exchange wrong, String what) {
        assertThat(document.problems(wrong)).as("%s", wrong).anyMatch(problem -> problem.contains(what));
    }

    private Exchange exchange(String path, String json) {
        HttpResponse<String> answer = host.post(path, raw(host.tenantKeyOnce()), json);
        return new Exchange(
                "POST", path, json, answer.statusCode(), answer.headers().map(), answer.body());
    }

    private static Exchange body(Exchange e, String body) {
        assertThat(body).isNotEqualTo(e.body());
        return new Exchange(e.method(), e.path(), e.sent(), e.status(), e.headers(), body);
    }

    private static Exchange sent(Exchange e, String sent) {
        return new Exchange(e.method(), e.path(), sent, e.status(), e.headers(), e.body());
    }

    private static Exchange status(Exchange e, int status) {
        return new Exchange(e.method(), e.path(), e.sent(), status, e.headers(), e.body());
    }

    private static Exchange with(Exchange e, String name, String value) {
        Map<String, List<String>> headers = new TreeMap<>(e.headers());
        headers.put(name, List.of(value));
        return new Exchange(e.method(), e.path(), e.sent(), e.status(), headers, e.body());
    }

    private static Exchange without(Exchange e, String name) {
        Map<String, List<String>> headers = new TreeMap<>(e.headers());
        assertThat(headers.remove(name)).isNotNull();
        return new Exchange(e.method(), e.path(), e.sent(), e.status(), headers, e.body());
    }
}
