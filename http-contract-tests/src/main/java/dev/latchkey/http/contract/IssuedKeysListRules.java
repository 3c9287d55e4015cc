package dev.latchkey.http.contract;

import static dev.latchkey.http.contract.fixture.TestHost.member;
import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.IssuedKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.contract.fixture.TestHost;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The list of the dialect of issued keys, member by member, and who may see it. */
abstract class IssuedKeysListRules extends IssuedKeysHost {
    @Test
    void listHasTheActiveKeysOfTheCustomerNewestFirstAndNoMaterial() {
        host.clock.advance(Duration.ofMillis(1));
        IssuedKey bound = host.issue(KeySpec.of("acme", Scope.resource("wn_1"), "app \"1\"")
                .permissions(Permissions.of("messages:send", "messages:read"))
                .expiresAt(host.clock.instant().plusSeconds(60)));
        revoke(host.issue(KeySpec.of("acme", Scope.tenant(), "dead").allPermissions()));
        host.issue(KeySpec.of("globex", Scope.tenant(), "of another tenant").allPermissions());
        host.latchkey.flush();
        call("GET", BASE, raw(customer), null);
        host.latchkey.flush();

        HttpResponse<String> answer = call("GET", BASE, raw(customer), null);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(answer.body())
                .isEqualTo("{\"data\":[{\"id\":\"" + bound.key().id()
                        + "\",\"customer_id\":\"acme\",\"instance_id\":\"wn_1\",\"name\":\"app "
                        + "\\\"1\\\"\",\"prefix\":\""
                        + prefix(bound)
                        + "\",\"scopes\":[\"messages:read\",\"messages:send\"],\"last_used_at\":null,"
                        + "\"expires_at\":\"2026-06-28T15:01:00.001Z\","
                        + "\"created_at\":\"2026-06-28T15:00:00.001Z\",\"revoked_at\":null},"
                        + "{\"id\":\"" + customer.key().id()
                        + "\",\"customer_id\":\"acme\",\"instance_id\":null,\"name\":\"main\",\"prefix\":\""
                        + prefix(customer)
                        + "\",\"scopes\":[\"*\"],\"last_used_at\":\"2026-06-28T15:00:00.001Z\",\"expires_at\":null,"
                        + "\"created_at\":\"2026-06-28T15:00:00.000Z\",\"revoked_at\":null}],\"next_cursor\":null}");
    }

    @Test
    void theDeadAreListedWhenAskedFor() {
        IssuedKey dead = host.issue(KeySpec.of("acme", Scope.tenant(), "dead").allPermissions());
        revoke(dead);

        assertThat(call("GET", BASE + "?status=all", raw(customer), null).body())
                .contains(dead.key().id().toString(), "\"revoked_at\":\"2026-06-28T15:00:00.000Z\"");
        assertThat(call("GET", BASE + "?status=active", raw(customer), null).body())
                .doesNotContain(dead.key().id().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"?cursor=", "?limit=", "?status=", "?limit=&cursor=&status=", "?limit", "?limit=&limit=50"})
    void parameterWithoutAValueIsAsIfAbsent(String query) {
        HttpResponse<String> answer = call("GET", BASE + query, raw(customer), null);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .startsWith("{\"data\":[{\"id\":\"" + customer.key().id() + "\"");
    }

    @Test
    void pagesHaveEveryKeyOnce() {
        List<String> expected = new ArrayList<>();
        expected.add("main");
        for (int i = 0; i < 7; i++) {
            host.issue(KeySpec.of("acme", Scope.tenant(), "key " + i).allPermissions());
            expected.add("key " + i);
        }
        List<String> seen = new ArrayList<>();
        String query = "?limit=3";
        for (int pages = 0; query != null; pages++) {
            assertThat(pages).isLessThan(3);
            HttpResponse<String> page = call("GET", BASE + query, raw(customer), null);
            for (String item : page.body().split("\"name\":\"", -1)) {
                seen.add(item.substring(0, Math.max(0, item.indexOf('"'))));
            }
            seen.removeIf(name -> name.equals("{"));
            query = page.body().endsWith("\"next_cursor\":null}")
                    ? null
                    : "?limit=3&cursor=" + member(page, "next_cursor");
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void cursorOfOneCustomerShowsAnotherOnlyItsOwn() {
        host.clock.advance(Duration.ofMillis(1));
        host.issue(KeySpec.of("acme", Scope.tenant(), "newer").allPermissions());
        String cursor = member(call("GET", BASE + "?limit=1", raw(customer), null), "next_cursor");
        IssuedKey other =
                host.issue(KeySpec.of("globex", Scope.tenant(), "of globex").allPermissions());

        assertThat(call("GET", BASE + "?status=all&cursor=" + cursor, raw(other), null)
                        .body())
                .doesNotContain("acme");
    }

    @Test
    void hostMayAskForAPermission() {
        try (TestHost strict = start(web -> web.managementPermission("keys:manage"))) {
            String without = raw(
                    strict.issue(KeySpec.of("acme", Scope.tenant(), "n").permissions(Permissions.of("messages:*"))));
            String with =
                    raw(strict.issue(KeySpec.of("acme", Scope.tenant(), "m").permissions(Permissions.of("keys:*"))));
            for (String method : new String[] {"GET", "POST"}) {
                assertThat(call(strict, method, BASE, without, "{}").body()).contains("\"insufficient_scope\"");
            }
            assertThat(call(strict, "DELETE", BASE + "/x", without, null).statusCode())
                    .isEqualTo(403);
            assertThat(call(strict, "GET", BASE, with, null).statusCode()).isEqualTo(200);
            assertThat(call(strict, "GET", "/v1/api-keys", without, null).statusCode())
                    .isEqualTo(403);
            assertThat(call(strict, "POST", "/v1/api-keys/regenerate", without, null)
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static String prefix(IssuedKey key) {
        return key.key().currentSecret().displayPrefix();
    }
}
