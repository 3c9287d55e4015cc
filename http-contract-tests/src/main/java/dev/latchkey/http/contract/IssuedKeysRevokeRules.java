package dev.latchkey.http.contract;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.IssuedKey;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.NewKey;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.contract.fixture.TestHost;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.query.AuditQuery;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Revoking in the dialect of issued keys: the key that an id or a display prefix names, and no other. */
abstract class IssuedKeysRevokeRules extends IssuedKeysHost {
    @Test
    void keyIsRevokedByItsIdOrByItsDisplayPrefix() {
        IssuedKey first =
                host.issue(KeySpec.of("acme", Scope.resource("wn_1"), "first").allPermissions());
        IssuedKey second =
                host.issue(KeySpec.of("acme", Scope.tenant(), "second").allPermissions());
        Map<UUID, HttpResponse<String>> revoked = new HashMap<>();
        for (IssuedKey key : List.of(first, second)) {
            String path = key.equals(first) ? key.key().id().toString() : prefix(key);
            HttpResponse<String> answer = call("DELETE", BASE + "/" + path, raw(customer), null);
            revoked.put(key.key().id(), answer);
            assertThat(answer.statusCode()).isEqualTo(204);
            assertThat(answer.body()).isEmpty();
            List<Object> stored = host.contents();
            assertThat(call("DELETE", BASE + "/" + path, raw(customer), null).statusCode())
                    .as("again")
                    .isEqualTo(204);
            assertThat(host.contents()).isEqualTo(stored);
        }
        for (IssuedKey key : List.of(first, second)) {
            assertThat(call("GET", "/v1/me", raw(key), null).body()).contains("\"auth_expired\"");
        }
        revoked.forEach((id, answer) -> assertThat(
                        host.latchkey.keys().audit(AuditQuery.of("acme", 10)).items())
                .filteredOn(event -> event.keyId().equals(id))
                .first()
                .extracting(AuditEvent::action, AuditEvent::actor)
                .containsExactly(AuditAction.REVOKED, actor(answer)));
        assertThat(call("GET", "/v1/me", raw(customer), null).statusCode()).isEqualTo(200);
    }

    @Test
    void anothersKeyAndNoKeyAtAllAreTheSame404AndNothingHappens() {
        IssuedKey other =
                host.issue(KeySpec.of("globex", Scope.tenant(), "of globex").allPermissions());
        List<Object> stored = host.contents();
        for (String path : List.of(
                other.key().id().toString(),
                prefix(other),
                UUID.fromString("00000000-0000-4000-8000-000000000000").toString(),
                "1-1-1-1-1",
                "ps_00000000",
                "key_01J",
                "%20",
                "a".repeat(2000),
                raw(other),
                other.rawKey().handle())) {
            HttpResponse<String> answer = call("DELETE", BASE + "/" + path, raw(customer), null);
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
            assertThat(answer.body())
                    .startsWith("{\"error\":{\"code\":\"api_key_not_found\",\"message\":\"API key not found\"},");
        }
        assertThat(host.contents()).isEqualTo(stored);
    }

    @Test
    void prefixOfSeveralKeysNamesNoneOfThem() {
        insert("abcd1234AAAA");
        insert("abcd1234BBBB");
        List<Object> stored = host.contents();

        HttpResponse<String> answer = call("DELETE", BASE + "/ps_abcd1234", raw(customer), null);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"validation_failed\"", "\"details\":{\"id\":");
        assertThat(host.contents()).isEqualTo(stored);
    }

    /** Other keys of the tenant are not looked at: 1,000 is the most that one look-up lists. */
    @Test
    void keyIsFoundByItsDisplayPrefixHoweverManyTheTenantHas() {
        long before = host.store.lookUps.get();
        assertThat(call("DELETE", BASE + "/ps_00000000", raw(customer), null).statusCode())
                .isEqualTo(404);
        long lookUps = host.store.lookUps.get() - before;
        for (int i = 0; i < 1_001; i++) {
            insert("many%08d".formatted(i));
        }

        before = host.store.lookUps.get();
        assertThat(call("DELETE", BASE + "/ps_00000000", raw(customer), null).statusCode())
                .isEqualTo(404);
        assertThat(host.store.lookUps.get() - before).isEqualTo(lookUps);
    }

    /** Inserts a key of this handle, which no raw key proves. */
    private void insert(String handle) {
        ApiKey one = customer.key();
        Secret secret =
                new Secret(handle, "ps_", "0000", one.currentSecret().hash(), null, null, one.createdAt(), null);
        Changed change = NewKey.issue(
                UUID.nameUUIDFromBytes(handle.getBytes(StandardCharsets.US_ASCII)),
                KeySpec.of("acme", Scope.tenant(), handle).allPermissions(),
                secret,
                AuditAction.IMPORTED,
                TestHost.SETUP,
                one.createdAt());
        assertThat(host.store.real.insert(change.next(), change.event()).value())
                .isEqualTo(Insertion.INSERTED);
    }

    private static String prefix(IssuedKey key) {
        return key.key().currentSecret().displayPrefix();
    }
}
