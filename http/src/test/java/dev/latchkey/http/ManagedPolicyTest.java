package dev.latchkey.http;

import static dev.latchkey.http.ManagedHost.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.access.KeyPolicy;
import dev.latchkey.core.key.Cidr;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.core.scope.TenantScope;
import dev.latchkey.http.spi.Response;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The host's policy, as those who manage keys meet it. */
class ManagedPolicyTest {
    private static final KeyPolicy POLICY = KeyPolicy.NONE
            .maxLifetime(Duration.ofDays(90))
            .defaultLifetime(Duration.ofHours(36))
            .maxKeys(2)
            .maxKeysPerOwner(1)
            .idle(Duration.ofDays(60))
            .permissions(List.of("messages:read", "messages:send"))
            .defaultPermissions(Permissions.of("messages:read"))
            .networks(List.of(Cidr.parse("10.0.0.0/8")));

    private static ManagedHost host() {
        return new ManagedHost(
                keys -> keys.policies(
                        (tenant, scope) -> scope instanceof TenantScope ? POLICY : POLICY.maxKeysPerOwner(7)),
                web -> {},
                managed -> managed);
    }

    @Test
    void thePolicyOfAScopeIsTold() {
        try (ManagedHost host = host()) {
            assertThat(text(host.send("GET", "/policy?tenant=acme", null)))
                    .isEqualTo("{\"permissions\":[\"messages:read\",\"messages:send\"],"
                            + "\"defaultPermissions\":[\"messages:read\"],\"networks\":[\"10.0.0.0/8\"],"
                            + "\"defaultLifetime\":\"PT36H\",\"maxLifetime\":\"P90D\",\"neverExpires\":false,"
                            + "\"idleLimit\":\"P60D\",\"maxKeys\":2,\"maxKeysPerOwner\":1}");
            assertThat(text(host.send("GET", "/policy?tenant=acme&resource=wn_1", null)))
                    .contains("\"maxKeysPerOwner\":7");
        }
        try (ManagedHost host = new ManagedHost()) {
            assertThat(text(host.send("GET", "/policy?tenant=acme", null)))
                    .contains("\"defaultLifetime\":null,\"maxLifetime\":null,\"neverExpires\":true")
                    .contains("\"networks\":[]", "\"maxKeys\":0");
        }
    }

    @Test
    void whatARequestLeavesOpenIsThePolicys() {
        try (ManagedHost host = host()) {
            Response issued = host.send("POST", "/keys", "{\"tenant\":\"acme\",\"name\":\"ci\"}");
            assertThat(text(issued))
                    .contains("\"permissions\":[\"messages:read\"]", "\"networks\":[\"10.0.0.0/8\"]")
                    .contains("\"expiresAt\":\"2026-06-30T03:00:00.000Z\"");
            Response slot = host.send("POST", "/slots/regenerate", "{\"tenant\":\"acme\"}");
            assertThat(text(slot)).contains("\"expiresAt\":\"2026-06-30T03:00:00.000Z\"");
        }
    }

    @Test
    void whatBreaksThePolicyIsRefusedByItsMember() {
        try (ManagedHost host = host()) {
            for (List<String> wrong : List.of(
                    List.of("expiresAt", "\"lifetime\":\"P91D\""),
                    List.of("networks", "\"networks\":[\"11.0.0.0/8\"]"),
                    List.of("permissions", "\"permissions\":[\"messages:delete\"]"))) {
                Response refused =
                        host.send("POST", "/keys", "{\"tenant\":\"acme\",\"name\":\"ci\"," + wrong.get(1) + "}");
                assertThat(refused.status()).as(wrong.get(1)).isEqualTo(400);
                assertThat(text(refused)).contains("VALIDATION_ERROR", wrong.get(0));
            }
            String id =
                    host.issue(KeySpec.of("acme", Scope.tenant(), "ci")).id().toString();
            for (String wrong : List.of("{\"expiresAt\":null}", "{\"networks\":null}")) {
                assertThat(host.send("PATCH", "/keys/" + id, wrong).status())
                        .as(wrong)
                        .isEqualTo(400);
            }
        }
    }

    @Test
    void oneKeyTooManyIsAConflict() {
        try (ManagedHost host = host()) {
            String owned = "{\"tenant\":\"acme\",\"name\":\"ci\",\"owner\":\"ops\"}";
            assertThat(host.send("POST", "/keys", owned).status()).isEqualTo(201);
            Response second = host.send("POST", "/keys", owned);
            assertThat(second.status()).isEqualTo(409);
            assertThat(text(second)).contains("TOO_MANY_KEYS");
            String other = "{\"tenant\":\"acme\",\"name\":\"ci\"}";
            assertThat(host.send("POST", "/keys", other).status()).isEqualTo(201);
            assertThat(host.send("POST", "/keys", other).status()).isEqualTo(409);
            assertThat(host.send("POST", "/slots/regenerate", "{\"tenant\":\"acme\"}")
                            .status())
                    .isEqualTo(409);
        }
    }
}
