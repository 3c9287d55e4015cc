package dev.latchkey.http.contract;

import static dev.latchkey.http.contract.fixture.TestHost.member;
import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.IssuedKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.query.AuditQuery;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The life of a managed key, over sockets. */
abstract class ManagedKeysRules extends ManagedKeysHost {
    @Test
    void aKeyIsIssuedReadChangedAndRevoked() {
        HttpResponse<String> issued = send(
                "POST",
                KEYS,
                "{\"tenant\":\"acme\",\"name\":\"ci\",\"permissions\":[\"messages:send\"],\"number\":\"wn_1\","
                        + "\"limits\":[{\"burst\":60,\"tokens\":1,\"period\":\"PT1S\"}],"
                        + "\"networks\":[\"127.0.0.0/8\"],\"lifetime\":\"P90D\"}");
        assertThat(issued.statusCode()).as(issued.body()).isEqualTo(201);
        String id = member(issued, "id");
        assertThat(issued.headers().firstValue("Location")).hasValue("/app/latchkey/keys/" + id);
        assertThat(issued.headers().firstValue("ETag")).hasValue("W/\"1\"");
        assertThat(issued.body())
                .contains(
                        "\"tenant\":\"acme\",\"number\":\"wn_1\",\"slot\":null,\"name\":\"ci\"",
                        "\"limits\":[{\"burst\":60,\"tokens\":1,\"period\":\"PT1S\"}],\"networks\":[\"127.0.0.0/8\"]",
                        "\"status\":\"active\"",
                        "\"expiresAt\":\"2026-09-26T15:00:00.000Z\"",
                        "\"revealable\":true",
                        "\"version\":1");
        String rawKey = member(issued, "rawKey");
        assertThat(host().send(host().request("POST", "/v1/messages/send", "{}").header("x-api-key", rawKey))
                        .statusCode())
                .isEqualTo(200);

        HttpResponse<String> read = send("GET", KEYS + "/" + id, null);
        assertThat(read.statusCode()).isEqualTo(200);
        assertThat(read.body()).contains("\"id\":\"" + id + "\"").doesNotContain(rawKey, "rawKey");

        HttpResponse<String> changed = send(
                "PATCH",
                KEYS + "/" + id,
                "{\"name\":\"deploy\",\"owner\":\"ops\",\"tags\":[\"prod\"],\"networks\":null,\"limits\":null,"
                        + "\"expiresAt\":null}");
        assertThat(changed.body())
                .contains("\"name\":\"deploy\"", "\"limits\":[],\"networks\":[]", "\"expiresAt\":null")
                .contains("\"permissions\":[\"messages:send\"]", "\"version\":2");
        assertThat(changed.headers().firstValue("ETag")).hasValue("W/\"2\"");
        AuditEvent event = events(id).get(0);
        assertThat(event.action()).isEqualTo(AuditAction.CHANGED);
        assertThat(event.changes())
                .extracting(change -> change.member())
                .containsExactlyInAnyOrder("name", "owner", "tags", "rates", "networks", "expiresAt");

        HttpResponse<String> suspended = send("POST", KEYS + "/" + id + "/suspend", "{\"reason\":\"leaked?\"}");
        assertThat(suspended.body())
                .contains(
                        "\"status\":\"suspended\"",
                        "\"suspension\":{\"cause\":\"operator\",\"reason\":\"leaked?\"",
                        "\"by\":{\"kind\":\"user\",\"id\":\"ada\"}");
        assertThat(send("POST", KEYS + "/" + id + "/suspend", "{}").body()).contains("\"version\":3");
        assertThat(send("POST", KEYS + "/" + id + "/resume", null).body()).contains("\"status\":\"active\"");
        HttpResponse<String> revealed = send("POST", KEYS + "/" + id + "/reveal", null);
        assertThat(member(revealed, "rawKey")).isEqualTo(rawKey);
        assertThat(send("POST", KEYS + "/" + id + "/revoke", "{\"reason\":\"leaked\"}")
                        .body())
                .contains("\"status\":\"revoked\"", "\"revocation\":{\"reason\":\"leaked\"");
        HttpResponse<String> again = send("POST", KEYS + "/" + id + "/revoke", null);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).contains("\"version\":5");
        for (String ended : List.of("rotate", "suspend", "resume", "reveal")) {
            String body = ended.equals("rotate") ? "{\"mode\":\"now\"}" : null;
            HttpResponse<String> refused = send("POST", KEYS + "/" + id + "/" + ended, body);
            assertThat(refused.statusCode()).as(ended).isEqualTo(409);
            assertThat(refused.body()).contains("KEY_ENDED");
        }
    }

    private List<AuditEvent> events(String id) {
        return host().latchkey
                .keys()
                .audit(AuditQuery.of("acme", 100).key(UUID.fromString(id)))
                .items();
    }

    @Test
    void aRotationIsBegunCompletedAndCanceled() {
        String id = issue("\"name\":\"ci\"");
        String rotate = KEYS + "/" + id + "/rotate";
        HttpResponse<String> first =
                send("POST", rotate, "{\"mode\":\"first-use\",\"grace\":\"P2D\",\"lapses\":\"P7D\"}");
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(first.body())
                .contains("\"rotation\":{\"mode\":\"first-use\",\"secret\":{\"id\":\"k_", "\"previous\":null")
                .contains("\"lapsesAt\":\"2026-07-05T15:00:00.000Z\",\"previousUntil\":null,\"firstUsedAt\":null");
        HttpResponse<String> refused = send("POST", rotate, "{\"mode\":\"overlap\",\"overlap\":\"P7D\"}");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("ROTATION_UNDER_WAY", "\"rotation\":{\"mode\":\"first-use\"");
        assertThat(send("POST", rotate + "/complete", "{\"new\":\"k_AAAAAAAAAAAA\"}")
                        .body())
                .contains("NO_ROTATION");
        HttpResponse<String> canceled = send("POST", rotate + "/cancel", null);
        assertThat(canceled.body()).contains("\"rotation\":null");

        HttpResponse<String> second = send("POST", rotate, "{\"mode\":\"overlap\",\"overlap\":\"P7D\"}");
        assertThat(second.body())
                .contains("\"rotation\":{\"mode\":\"overlap\"", "\"previousUntil\":\"2026-07-05T15:00:00.000Z\"");
        HttpResponse<String> completed = send("POST", rotate + "/complete", "{\"grace\":\"PT1H\"}");
        assertThat(completed.body()).contains("\"previousUntil\":\"2026-06-28T16:00:00.000Z\"");
        assertThat(send("POST", rotate, "{\"mode\":\"now\"}").body()).contains("\"rotation\":null");
    }

    @Test
    void aRepeatedRequestIsDoneOnce() {
        String body = "{\"tenant\":\"acme\",\"name\":\"ci\"}";
        HttpResponse<String> first = host().send(by(ADA, "POST", KEYS, body).header("Idempotency-Key", "one"));
        HttpResponse<String> second = host().send(by(ADA, "POST", KEYS, body).header("Idempotency-Key", "one"));
        assertThat(second.statusCode()).isEqualTo(201);
        assertThat(second.headers().firstValue("Idempotent-Replayed")).hasValue("true");
        assertThat(second.body()).isEqualTo(first.body());
        HttpResponse<String> other = host().send(by(ADA, "POST", KEYS, "{\"tenant\":\"acme\",\"name\":\"other\"}")
                .header("Idempotency-Key", "one"));
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(other.body()).contains("IDEMPOTENCY_KEY_REUSED");

        String rotate = KEYS + "/" + member(first, "id") + "/rotate";
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> rotated = host().send(by(ADA, "POST", rotate, "{\"mode\":\"first-use\"}")
                    .header("Idempotency-Key", "two")
                    .header("If-Match", "W/\"1\""));
            assertThat(rotated.statusCode()).as(rotated.body()).isEqualTo(201);
            assertThat(rotated.body()).contains("\"version\":2");
        }
    }

    @Test
    void aChangeOfAnotherVersionIsRefusedWithThePresentKey() {
        String id = issue("\"name\":\"ci\"");
        String key = KEYS + "/" + id;
        assertThat(send("PATCH", key, "{\"name\":\"two\"}").statusCode()).isEqualTo(200);
        for (String stale : List.of("W/\"1\"", "\"1\"", "W/\"1-gzip\"", "\"7\", \"8\"")) {
            for (String change : List.of("rotate", "rotate/complete", "rotate/cancel", "suspend", "resume", "revoke")) {
                String body = change.equals("rotate") ? "{\"mode\":\"now\"}" : "{}";
                assertStale(
                        host().send(by(ADA, "POST", key + "/" + change, body).header("If-Match", stale)));
            }
            assertStale(
                    host().send(by(ADA, "PATCH", key, "{\"name\":\"three\"}").header("If-Match", stale)));
        }
        List<String> present = List.of("W/\"2\"", "\"3\"", "\"9\", W/\"4-gzip\"", "*");
        for (int i = 0; i < present.size(); i++) {
            HttpResponse<String> changed = host().send(
                            by(ADA, "PATCH", key, "{\"name\":\"n" + i + "\"}").header("If-Match", present.get(i)));
            assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
        }
        assertThat(host().send(by(ADA, "PATCH", key, "{\"name\":\"x\"}").header("If-Match", "5"))
                        .statusCode())
                .isEqualTo(400);
    }

    private static void assertStale(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(412);
        assertThat(answer.body()).contains("PRECONDITION_FAILED", "\"key\":{\"id\":", "\"version\":2");
        assertThat(answer.headers().firstValue("ETag")).hasValue("W/\"2\"");
    }

    @Test
    void aListIsPagedAndItsCursorsAreBoundToIt() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(0, issue("\"name\":\"k" + i + "\""));
            host().clock.advance(Duration.ofSeconds(1));
        }
        assertThat(send("POST", KEYS + "/" + ids.get(1) + "/revoke", null).statusCode())
                .isEqualTo(200);
        List<String> listed = new ArrayList<>();
        String cursor = "";
        do {
            HttpResponse<String> page = send("GET", KEYS + "?tenant=acme&limit=2&cursor=" + cursor, null);
            assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
            Pattern.compile("\\{\"id\":\"([0-9a-f-]{36})\"")
                    .matcher(page.body())
                    .results()
                    .forEach(id -> listed.add(id.group(1)));
            cursor = page.body().endsWith("\"nextCursor\":null}") ? null : member(page, "nextCursor");
            if (cursor != null) {
                assertThat(send("GET", KEYS + "?tenant=globex&cursor=" + cursor, null)
                                .body())
                        .contains("CURSOR_INVALID");
                assertThat(send("GET", KEYS + "?tenant=acme&status=all&cursor=" + cursor, null)
                                .body())
                        .contains("CURSOR_INVALID");
            }
        } while (cursor != null);
        ids.remove(1);
        assertThat(listed).containsExactlyElementsOf(ids);
        assertThat(send("GET", KEYS + "?tenant=acme&status=revoked", null).body())
                .contains("\"status\":\"revoked\"")
                .doesNotContain("\"status\":\"active\"");
    }

    @Test
    void aLeakedKeyIsIdentified() {
        IssuedKey key =
                host().issue(KeySpec.of("acme", Scope.tenant(), "leaked").permissions(Permissions.of("messages:send")));
        HttpResponse<String> found = send("POST", KEYS + "/identify", "{\"key\":\"" + raw(key) + "\"}");
        assertThat(found.statusCode()).as(found.body()).isEqualTo(200);
        assertThat(member(found, "id")).isEqualTo(key.key().id().toString());
        assertThat(found.body()).doesNotContain(raw(key));
        for (String none : List.of("ps_nothing", "", "\u00e9")) {
            assertThat(send("POST", KEYS + "/identify", "{\"key\":\"" + none + "\"}")
                            .statusCode())
                    .isEqualTo(404);
        }
        assertThat(send("POST", KEYS + "/identify?tenant=globex", "{\"key\":\"" + raw(key) + "\"}")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void theKeysOfAnOwnerAreChangedTogether() {
        issue("\"name\":\"a\",\"owner\":\"ops\"");
        String other = issue("\"name\":\"b\",\"owner\":\"dev\"");
        String owned = "{\"tenant\":\"acme\",\"owner\":\"ops\",\"reason\":\"left\"}";
        for (String change : List.of("suspend", "resume", "revoke")) {
            assertThat(send("POST", KEYS + "/" + change, owned).body()).isEqualTo("{\"changed\":1,\"more\":false}");
            assertThat(send("POST", KEYS + "/" + change, owned).body()).isEqualTo("{\"changed\":0,\"more\":false}");
            assertThat(send("POST", KEYS + "/" + change, "{\"tenant\":\"acme\"}")
                            .statusCode())
                    .isEqualTo(400);
        }
        assertThat(send("GET", KEYS + "/" + other, null).body()).contains("\"version\":1");
        assertThat(send("POST", KEYS + "/revoke", "{\"tenant\":\"acme\",\"issuedBy\":\"" + other + "\"}")
                        .body())
                .isEqualTo("{\"changed\":0,\"more\":false}");
        assertThat(send(
                                "POST",
                                KEYS + "/revoke",
                                "{\"tenant\":\"acme\",\"owner\":\"ops\",\"issuedBy\":\"" + other + "\"}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void aSlotIsRegenerated() {
        String regenerate = BASE + "/slots/regenerate";
        HttpResponse<String> first = send("POST", regenerate, "{\"tenant\":\"acme\",\"number\":\"wn_1\"}");
        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(first.body()).contains("\"number\":\"wn_1\",\"slot\":\"default\"");
        HttpResponse<String> second = send("POST", regenerate, "{\"tenant\":\"acme\",\"number\":\"wn_1\"}");
        assertThat(member(second, "id")).isEqualTo(member(first, "id"));
        assertThat(member(second, "rawKey")).isNotEqualTo(member(first, "rawKey"));
        assertThat(send("POST", regenerate, "{\"tenant\":\"acme\"}").body()).contains("\"number\":null");
        assertThat(send("POST", regenerate, "{\"tenant\":\"acme\",\"number\":\"wn_77\"}")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void theEventsOfAKeyAndOfATenantAreListed() {
        String id = issue("\"name\":\"ci\"");
        assertThat(send("PATCH", KEYS + "/" + id, "{\"name\":\"two\"}").statusCode())
                .isEqualTo(200);
        issue("\"name\":\"other\"");
        HttpResponse<String> page = send("GET", KEYS + "/" + id + "/events?limit=1", null);
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        assertThat(page.body())
                .contains("\"source\":\"changes\"", "\"action\":\"changed\"", "\"keyId\":\"" + id + "\"")
                .contains("\"changes\":[{\"member\":\"name\",\"before\":\"ci\",\"after\":\"two\"}]")
                .contains("\"actor\":{\"kind\":\"user\",\"id\":\"ada\"}");
        String cursor = member(page, "nextCursor");
        assertThat(send("GET", KEYS + "/" + id + "/events?limit=1&cursor=" + cursor, null)
                        .body())
                .contains("\"action\":\"issued\"", "\"nextCursor\":null");
        assertThat(send("GET", BASE + "/events?tenant=acme&cursor=" + cursor, null)
                        .body())
                .contains("CURSOR_INVALID");
        assertThat(send("GET", BASE + "/events?tenant=acme", null).body().split("\"action\":", -1))
                .hasSize(4);
        assertThat(send("GET", BASE + "/policy?tenant=acme", null).body())
                .startsWith("{\"permissions\":[],\"defaultPermissions\":[\"*\"],\"networks\":[]");
    }
}
