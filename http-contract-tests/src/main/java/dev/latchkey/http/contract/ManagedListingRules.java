package dev.latchkey.http.contract;

import static dev.latchkey.http.contract.fixture.TestHost.member;
import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.IssuedKey;
import dev.latchkey.core.access.ManagementPermission;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.JsonCase;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The search among managed keys, over sockets. Every answer is held against the host's document. */
abstract class ManagedListingRules extends ManagedLastUseRules {
    private void assertRefused(String code, String query) {
        HttpResponse<String> refused = send("GET", ACME + query, null);
        assertThat(refused.statusCode()).as(query).isEqualTo(400);
        assertThat(refused.body()).as(query).contains("\"code\":\"" + code + "\"");
    }

    /** Issues three keys, a second apart. */
    private Map<String, String> issueThree() {
        String first = issue("\"name\":\"build\",\"owner\":\"ada@example.com\",\"tags\":[\"prod\"],\"number\":\"wn_1\","
                + "\"permissions\":[\"messages:*\"],\"expiresAt\":\"2026-07-10T00:00:00Z\"");
        host().clock.advance(Duration.ofSeconds(1));
        String second = issue("\"name\":\"Carol\",\"owner\":\"bob@example.com\",\"permissions\":[\"messages:read\"],"
                + "\"expiresAt\":\"2027-07-10T00:00:00Z\"");
        host().clock.advance(Duration.ofSeconds(1));
        String third = issue("\"name\":\"audit\",\"permissions\":[\"messages:send\"]");
        return Map.of("build", first, "Carol", second, "audit", third);
    }

    @Test
    void eachFilterFindsItsKeysInAQueryAndInABody() {
        Map<String, String> ids = issueThree();
        String secret = member(send("GET", KEYS + "/" + ids.get("Carol"), null), "secret\":{\"id");
        Map<String, List<String>> filters = Map.of(
                "owner=ada@example.com",
                List.of("build"),
                "tag=prod",
                List.of("build"),
                "number=wn_1",
                List.of("build"),
                "permission=messages:send",
                List.of("audit", "build"),
                "q=au",
                List.of("audit"),
                "q=" + secret,
                List.of("Carol"),
                "q=nobody",
                List.of(),
                "issuedBy=" + UUID.randomUUID(),
                List.of());
        filters.forEach((filter, found) -> {
            assertThat(listed(filter)).as(filter).isEqualTo(found);
            String[] parts = filter.split("=", 2);
            String body = "{\"tenant\":\"acme\",\"" + parts[0] + "\":\"" + parts[1] + "\",\"limit\":10}";
            assertThat(names(send("POST", KEYS + "/search", body))).as(body).isEqualTo(found);
        });
        assertThat(listed("owner=&tag=&sort=&createdAfter=")).containsExactly("audit", "Carol", "build");
    }

    @Test
    void whatAKeyIssuedIsFound() {
        IssuedKey issuer = host().issue(KeySpec.of("acme", Scope.tenant(), "issuer"));
        host().latchkey
                .keys()
                .issue(
                        KeySpec.of("acme", Scope.tenant(), "issued"),
                        host().latchkey
                                .authenticator()
                                .authenticate(raw(issuer), Requirement.ANY, null)
                                .acceptedCaller())
                .orElseThrow();
        assertThat(listed("issuedBy=" + issuer.key().id())).containsExactly("issued");
    }

    @Test
    void stateAndRotationCombineWithEverything() {
        Map<String, String> ids = issueThree();
        String build = KEYS + "/" + ids.get("build");
        String carol = KEYS + "/" + ids.get("Carol");
        send("POST", build + "/rotate", "{\"mode\":\"first-use\"}");
        send("POST", carol + "/rotate", "{\"mode\":\"overlap\",\"overlap\":\"P7D\"}");
        assertThat(listed("rotation=pending&sort=name")).containsExactly("build");
        assertThat(listed("rotation=overlap&createdAfter=2026-01-01T00:00:00Z")).containsExactly("Carol");
        assertThat(listed("rotation=any&sort=created")).containsExactly("build", "Carol");
        send("POST", carol + "/suspend", null);
        send("POST", build + "/revoke", null);
        assertThat(listed("status=suspended&owner=bob@example.com")).containsExactly("Carol");
        assertThat(listed("status=revoked,active&sort=name")).containsExactly("audit", "build");
        assertThat(listed("status=all&sort=-name")).containsExactly("build", "audit", "Carol");
        assertThat(listed("")).containsExactly("audit", "Carol");
    }

    @Test
    void rangesAndOrdersAreKept() {
        issueThree();
        assertThat(listed("sort=name")).containsExactly("Carol", "audit", "build");
        assertThat(listed("sort=expires")).containsExactly("build", "Carol", "audit");
        assertThat(listed("sort=-expires")).containsExactly("audit", "Carol", "build");
        assertThat(listed("sort=expires&expiresBefore=2026-08-01T00:00:00Z")).containsExactly("build");
        assertThat(listed("sort=expires&expiresAfter=2026-08-01T00:00:00Z")).containsExactly("Carol");
        assertThat(listed("sort=-expires&neverExpires=true")).containsExactly("audit");
        String second = "2026-06-28T15:00:01Z";
        assertThat(listed("createdAfter=" + second)).containsExactly("audit", "Carol");
        assertThat(listed("createdBefore=" + second + "&sort=created")).containsExactly("build");
        assertThat(names(send(
                        "POST", KEYS + "/search", "{\"tenant\":\"acme\",\"neverExpires\":true,\"sort\":\"expires\"}")))
                .containsExactly("audit");
    }

    @Test
    void whatDoesNotCombineAndWhatIsWrongIsRefused() {
        for (String query : List.of(
                "owner=a&tag=b",
                "owner=a&sort=name",
                "q=a&sort=expires",
                "createdAfter=2026-01-01T00:00:00Z&sort=expires",
                "expiresBefore=2026-01-01T00:00:00Z",
                "neverExpires=true",
                "neverExpires=true&expiresAfter=2026-01-01T00:00:00Z&sort=expires",
                "owner=a&sort=lastUsed",
                "createdAfter=2026-01-01T00:00:00Z&sort=lastUsed",
                "usedBefore=2026-01-01",
                "usedAfter=2026-01-01&sort=expires",
                "neverUsed=true",
                "neverUsed=true&usedBefore=2026-01-01&sort=lastUsed",
                "neverExpires=true&sort=lastUsed",
                "tag=a&neverExpires=true&sort=expires")) {
            assertRefused("FILTERS_NOT_COMBINABLE", query);
        }
        for (String query : List.of(
                "sort=last_used",
                "sort=--name",
                "status=active,",
                "rotation=previous_used",
                "neverExpires=1",
                "neverUsed=1",
                "createdAfter=2026-01-01",
                "sort=expires&expiresAfter=0000-01-01T00:00:00Z",
                "issuedBy=x",
                "permission=messages:*",
                "tag=" + "t".repeat(65),
                "limit=101",
                "usage=31",
                "sort=lastUsed&usedBefore=2026-01-01T00:00:00Z",
                "sort=lastUsed&usedAfter=2026-02-30",
                "owners=a")) {
            assertRefused("VALIDATION_ERROR", query);
        }
        for (String member : List.of("\"owners\":\"a\"", "\"limit\":\"10\"", "\"neverExpires\":\"true\"", "\"q\":1")) {
            HttpResponse<String> refused = send("POST", KEYS + "/search", "{\"tenant\":\"acme\"," + member + "}");
            assertThat(refused.statusCode()).as(member).isEqualTo(400);
        }
    }

    @Test
    void aRawKeyIsRefusedAndNotRepeated() {
        IssuedKey key = host().issue(KeySpec.of("acme", Scope.tenant(), "leaked"));
        String mistyped = raw(key).substring(0, raw(key).length() - 1) + "!";
        for (String text : List.of(raw(key), mistyped, "x" + raw(key), "Bearer%20" + raw(key))) {
            HttpResponse<String> refused = send("GET", ACME + "tag=x&sort=name&q=" + text, null);
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("RAW_KEY_IN_QUERY").doesNotContain(raw(key).substring(4));
        }
        HttpResponse<String> refused =
                send("POST", KEYS + "/search", "{\"tenant\":\"acme\",\"q\":\"" + raw(key) + "\"}");
        assertThat(refused.body()).contains("RAW_KEY_IN_QUERY").doesNotContain(raw(key));
        for (String word :
                List.of("x".repeat(60), raw(key).substring(3), raw(key).substring(0, 59), "k_" + "x".repeat(90))) {
            assertThat(send("GET", ACME + "q=" + word, null).statusCode())
                    .as(word)
                    .isEqualTo(200);
        }
    }

    @Test
    void aCursorGoesOnInEachOrderAndHoldsNoName() {
        issueThree();
        for (String sort :
                List.of("created", "-created", "expires", "-expires", "name", "-name", "lastUsed", "-lastUsed")) {
            List<String> all = listed("sort=" + sort);
            List<String> paged = new ArrayList<>();
            String query = "sort=" + sort + "&limit=1";
            String cursor = "";
            while (cursor != null) {
                HttpResponse<String> page = send("GET", ACME + query + "&cursor=" + cursor, null);
                paged.addAll(names(page));
                cursor = page.body().endsWith("\"nextCursor\":null}") ? null : member(page, "nextCursor");
                if (cursor != null) {
                    String bytes = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.ISO_8859_1);
                    assertThat(bytes).doesNotContain("build", "Carol", "audit");
                    String body = "{\"tenant\":\"acme\",\"sort\":\"" + sort + "\",\"cursor\":\"" + cursor + "\"}";
                    assertThat(names(send("POST", KEYS + "/search", body)))
                            .isEqualTo(all.subList(paged.size(), all.size()));
                }
            }
            assertThat(paged).as(sort).isEqualTo(all).hasSize(3);
        }
    }

    @Test
    void aCursorOfAnotherListOrOfAPurgedKeyIsRefused() {
        Map<String, String> ids = issueThree();
        String cursor = member(send("GET", ACME + "sort=name&limit=1&status=all", null), "nextCursor");
        String own = "sort=name&status=all&cursor=" + cursor;
        assertThat(listed(own)).containsExactly("audit", "build");
        for (String other :
                List.of("sort=-name&status=all", "sort=name", "status=all", "sort=name&status=all&rotation=any")) {
            assertRefused("CURSOR_INVALID", other + "&cursor=" + cursor);
        }
        assertThat(send("GET", KEYS + "?tenant=globex&" + own, null).body()).contains("CURSOR_INVALID");
        String tagged = member(send("GET", ACME + "permission=messages:send&limit=1", null), "nextCursor");
        assertRefused("CURSOR_INVALID", "permission=messages:read&cursor=" + tagged);
        assertRefused("CURSOR_INVALID", "cursor=x");

        send("POST", KEYS + "/" + ids.get("Carol") + "/revoke", null);
        host().clock.advance(Duration.ofDays(2));
        assertThat(host().latchkey.keys().purge(host().clock.instant(), 10, Actor.user("host")))
                .isEqualTo(1);
        assertRefused("CURSOR_INVALID", own);
    }

    @Test
    void parametersHaveTheCaseAndTheNounOfTheHost() {
        host(keys -> {}, web -> web.jsonCase(JsonCase.SNAKE).resourceNoun("phone number"));
        issue("\"name\":\"one\",\"phone_number\":\"wn_1\"");
        assertThat(names(send("GET", ACME + "phone_number=wn_1", null))).containsExactly("one");
        assertThat(names(send("GET", ACME + "never_expires=true&sort=expires", null)))
                .containsExactly("one");
        assertThat(send("GET", ACME + "neverExpires=true&sort=expires", null).statusCode())
                .isEqualTo(400);
        assertThat(names(send("POST", KEYS + "/search", "{\"tenant\":\"acme\",\"phone_number\":\"wn_1\"}")))
                .containsExactly("one");
        assertThat(send("GET", BASE + "/summary?tenant=acme", null).body())
                .contains("\"query\":\"never_expires=true&sort=expires\"");
    }

    @Test
    void theSummaryCountsWhatItsQueriesList() {
        Map<String, String> ids = issueThree();
        send("POST", KEYS + "/" + ids.get("Carol") + "/suspend", null);
        HttpResponse<String> summary = send("GET", BASE + "/summary?tenant=acme", null);
        assertThat(summary.statusCode()).as(summary.body()).isEqualTo(200);
        assertThat(summary.body())
                .contains("\"active\":{\"count\":2,\"more\":false,\"query\":\"status=active\"}")
                .contains("\"suspended\":{\"count\":1,", "\"inactive\":{\"count\":0,")
                .contains("\"neverExpires\":{\"count\":1,", "\"expiring\":{\"count\":1,")
                .contains("\"everyPermission\":{\"count\":0,");
        Pattern.compile("\"count\":(\\d+),\"more\":false,\"query\":\"([^\"]*)\"")
                .matcher(summary.body())
                .results()
                .forEach(count -> assertThat(listed(count.group(2)))
                        .as(count.group(2))
                        .hasSize(Integer.parseInt(count.group(1))));
    }

    @Test
    void onlyThoseWhoMayReadSearch() {
        operators.put("eve", operators.get(ADA).may(ManagementPermission.AUDIT));
        operators.put("bob", operators.get(ADA).tenants("globex"));
        for (String path : List.of(ACME, BASE + "/summary?tenant=acme")) {
            assertThat(host().send(by("eve", "GET", path, null)).statusCode()).isEqualTo(403);
            assertThat(host().send(by("bob", "GET", path, null)).statusCode()).isEqualTo(404);
        }
        String body = "{\"tenant\":\"acme\"}";
        assertThat(host().send(by("eve", "POST", KEYS + "/search", body)).statusCode())
                .isEqualTo(403);
        assertThat(host().send(by("bob", "POST", KEYS + "/search", body)).statusCode())
                .isEqualTo(404);
    }
}
