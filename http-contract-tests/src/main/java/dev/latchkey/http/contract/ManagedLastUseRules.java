package dev.latchkey.http.contract;

import static dev.latchkey.http.contract.fixture.TestHost.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Verdict;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.http.JsonCase;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The last uses of managed keys and of their secrets, over sockets. */
abstract class ManagedLastUseRules extends ManagedKeysHost {
    static final String ACME = KEYS + "?tenant=acme&";
    private static final Pattern NAME = Pattern.compile("\"name\":\"([^\"]*)\",\"description\"");

    /** Returns the names of the keys of a page. */
    static List<String> names(HttpResponse<String> page) {
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        return NAME.matcher(page.body()).results().map(name -> name.group(1)).toList();
    }

    List<String> listed(String query) {
        return names(send("GET", ACME + query, null));
    }

    private HttpResponse<String> issueNamed(String name) {
        return send("POST", KEYS, "{\"tenant\":\"acme\",\"permissions\":[],\"name\":\"" + name + "\"}");
    }

    private void use(HttpResponse<String> shown) {
        assertThat(host().latchkey
                        .authenticator()
                        .authenticate(member(shown, "rawKey"), Requirement.ANY, null)
                        .outcome())
                .isEqualTo(Verdict.Outcome.ACCEPTED);
        host().latchkey.flush();
    }

    /** Issues a key that is never used, and two that are used on different days: at 15:00 of June 28 and 29. */
    private void issueThree() {
        HttpResponse<String> early = issueNamed("early");
        HttpResponse<String> late = issueNamed("late");
        issueNamed("never");
        use(early);
        host().clock.advance(Duration.ofDays(1));
        use(late);
    }

    @Test
    void theLastUseOfEachSecretIsShown() {
        HttpResponse<String> issued = issueNamed("ci");
        String path = KEYS + "/" + member(issued, "id");
        use(issued);
        host().clock.advance(Duration.ofSeconds(1));
        HttpResponse<String> rotated = send("POST", path + "/rotate", "{\"mode\":\"overlap\",\"overlap\":\"P7D\"}");
        assertThat(send("GET", path, null).body())
                .contains("\"lastUsedAt\":\"2026-06-28T15:00:00.000Z\",\"suspension\"")
                .contains("\"lastUsedAt\":null},\"rotation\"")
                .contains("\"lastUsedAt\":\"2026-06-28T15:00:00.000Z\"},\"startedAt\"");
        assertThat(listed("rotation=previous-used")).isEmpty();

        host().clock.advance(Duration.ofSeconds(1));
        use(issued);
        host().clock.advance(Duration.ofSeconds(1));
        use(rotated);
        assertThat(send("GET", path, null).body())
                .contains("\"lastUsedAt\":\"2026-06-28T15:00:03.000Z\",\"suspension\"")
                .contains("\"lastUsedAt\":\"2026-06-28T15:00:03.000Z\"},\"rotation\"")
                .contains("\"lastUsedAt\":\"2026-06-28T15:00:02.000Z\"},\"startedAt\"");
        assertThat(listed("rotation=previous-used")).containsExactly("ci");
        assertThat(listed("rotation=previous-used&sort=-lastUsed")).containsExactly("ci");
        assertThat(send("GET", BASE + "/summary?tenant=acme", null).body())
                .contains("\"previousStillUsed\":{\"count\":1,\"more\":false,\"query\":\"rotation=previous-used\"}");
    }

    @Test
    void keysAreListedByTheDayOfTheirLastUse() {
        issueThree();
        assertThat(listed("sort=lastUsed")).containsExactly("never", "early", "late");
        assertThat(listed("sort=-lastUsed")).containsExactly("late", "early", "never");
        assertThat(listed("sort=lastUsed&neverUsed=true")).containsExactly("never");
        assertThat(listed("sort=lastUsed&usedBefore=2026-06-28")).isEmpty();
        assertThat(listed("sort=lastUsed&usedBefore=2026-06-29")).containsExactly("never", "early");
        assertThat(listed("sort=-lastUsed&usedAfter=2026-06-29")).containsExactly("late");
        assertThat(listed("sort=lastUsed&usedAfter=2026-06-28&usedBefore=2026-06-30"))
                .containsExactly("early", "late");
        HttpResponse<String> found =
                send("POST", KEYS + "/search", "{\"tenant\":\"acme\",\"sort\":\"lastUsed\",\"neverUsed\":true}");
        assertThat(member(found, "name")).isEqualTo("never");
    }

    @Test
    void aCursorGoesOnAmongKeysThatWereNeverUsedAndAmongThoseThatWere() {
        issueThree();
        issueNamed("never too");
        for (String sort : List.of("lastUsed", "-lastUsed")) {
            List<String> paged = new ArrayList<>();
            String cursor = "";
            while (cursor != null) {
                HttpResponse<String> page = send("GET", ACME + "sort=" + sort + "&limit=1&cursor=" + cursor, null);
                paged.addAll(names(page));
                cursor = page.body().endsWith("\"nextCursor\":null}") ? null : member(page, "nextCursor");
            }
            assertThat(paged).as(sort).isEqualTo(listed("sort=" + sort)).hasSize(4);
        }
    }

    @Test
    void theSummaryCountsWhatIsUnusedForNinetyDays() {
        issueThree();
        host().clock.advance(Duration.ofDays(90));
        String summary = send("GET", BASE + "/summary?tenant=acme", null).body();
        String query = "usedBefore=2026-06-29&sort=lastUsed";
        assertThat(summary).contains("\"unused\":{\"count\":2,\"more\":false,\"query\":\"" + query + "\"}");
        assertThat(listed(query)).containsExactly("never", "early");
    }

    @Test
    void theParametersHaveTheCaseOfTheHost() {
        host(keys -> {}, web -> web.jsonCase(JsonCase.SNAKE));
        issueNamed("one");
        assertThat(listed("never_used=true&sort=lastUsed")).containsExactly("one");
        assertThat(listed("used_before=2026-06-29&sort=lastUsed")).containsExactly("one");
        assertThat(listed("used_after=2026-06-28&sort=-lastUsed")).isEmpty();
        assertThat(send("GET", BASE + "/summary?tenant=acme", null).body())
                .contains("\"previous_still_used\":{", "\"query\":\"used_before=");
    }
}
