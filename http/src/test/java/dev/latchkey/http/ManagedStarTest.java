package dev.latchkey.http;

import static dev.latchkey.http.ManagedHost.SETUP;
import static dev.latchkey.http.ManagedHost.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.IssuedKey;
import dev.latchkey.core.access.ManagementPermission;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Everything, {@code *}, has no permission to manage keys in it, and is no way to one. */
class ManagedStarTest {
    private final ManagedHost host =
            new ManagedHost(keys -> {}, web -> web.issuedKeys("/v1/api-keys"), ManagedKeys::apiKeys);

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void aKeyThatMayDoEverythingIssuesNoKeyThatManages() {
        IssuedKey star = issue("*");
        for (String wanted : List.of("keys:*", "keys:revoke")) {
            FakeRequest issue = FakeRequest.of("POST", "/v1/api-keys").header("Content-Type", "application/json");
            assertThat(send(star, issue, "{\"name\":\"x\",\"scopes\":[\"" + wanted + "\"]}"))
                    .isEqualTo(403);
        }
        FakeRequest other = FakeRequest.of("POST", "/v1/api-keys").header("Content-Type", "application/json");
        assertThat(send(star, other, "{\"name\":\"x\",\"scopes\":[\"*\",\"messages:send\"]}"))
                .isEqualTo(201);
    }

    @Test
    void aKeyThatMayDoEverythingAndManagesALittleGainsNoMore() {
        IssuedKey some = issue("*", "keys:issue", "keys:change", "keys:rotate", "keys:reveal");
        IssuedKey all = issue("*", "keys:*");
        assertThat(send(some, request("POST", "/keys"), "{\"name\":\"x\",\"permissions\":[\"keys:*\"]}"))
                .isEqualTo(403);
        assertThat(send(some, request("POST", "/keys"), "{\"name\":\"x\",\"permissions\":[\"*\",\"keys:issue\"]}"))
                .isEqualTo(201);
        String own = "/keys/" + some.key().id();
        assertThat(send(some, request("PATCH", own), "{\"permissions\":[\"*\",\"keys:*\"]}"))
                .isEqualTo(403);
        String others = "/keys/" + all.key().id();
        assertThat(send(some, request("POST", others + "/rotate"), "{\"mode\":\"now\"}"))
                .isEqualTo(403);
        assertThat(send(some, request("POST", others + "/reveal"), "{}")).isEqualTo(403);
        assertThat(send(all, request("POST", own + "/reveal"), "{}")).isEqualTo(200);
    }

    @Test
    void anOperatorThatMayGrantEverythingHandsOutNoMoreManagementThanItHas() {
        host.operators.put("eve", ManagedHost.ADA.may(ManagementPermission.ISSUE));
        FakeRequest issue = request("POST", "/keys").header("x-operator", "eve");
        String body = "{\"tenant\":\"acme\",\"name\":\"x\",\"permissions\":[\"keys:*\"]}";
        assertThat(host.send(issue, body).status()).isEqualTo(403);
        assertThat(host.send("POST", "/keys", body).status()).isEqualTo(201);
    }

    private IssuedKey issue(String... permissions) {
        KeySpec spec = KeySpec.of("acme", Scope.tenant(), "key").permissions(Permissions.of(permissions));
        return host.latchkey.keys().issue(spec, SETUP).orElseThrow();
    }

    private int send(IssuedKey by, FakeRequest request, String json) {
        return host.send(request.header("x-api-key", by.rawKey().reveal()), json)
                .status();
    }
}
