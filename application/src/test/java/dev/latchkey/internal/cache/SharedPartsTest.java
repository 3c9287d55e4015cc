package dev.latchkey.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Latchkey;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.hashing.Argon2Parameters;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Authority;
import dev.latchkey.core.key.Cidr;
import dev.latchkey.core.key.KeyIdentity;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Labels;
import dev.latchkey.core.key.Lifecycle;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.Provenance;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.Suspension;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.core.sealing.SealingKeys;
import dev.latchkey.ports.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Keys of a cache have equal parts once, and are equal to what was read. */
class SharedPartsTest {
    private final SharedParts parts = new SharedParts();

    @Test
    void keysAreEqualToWhatWasRead() {
        for (int i = 0; i < 10_000; i++) {
            ApiKey key = read(UUID.randomUUID(), "tenant " + i % 5_000, "messages:" + i % 7);
            assertThat(parts.compact(key)).isEqualTo(key);
        }
    }

    @Test
    void aKeyWithEveryMemberIsEqualToWhatWasRead() {
        InMemoryKeyStore store = new InMemoryKeyStore();
        Actor ada = Actor.user("ada");
        try (Latchkey latchkey = Latchkey.builder()
                .store(store)
                .keyFormat(KeyFormat.of("ps_"))
                .argon2(new Argon2Parameters(64, 1, 1))
                .sealing(SealingKeys.of("k1", new byte[32]))
                .auditSink(events -> {})
                .build()) {
            KeySpec spec = KeySpec.of("acme", Scope.resource("number"), "full")
                    .slot("default")
                    .owner("ops")
                    .tags("a", "b")
                    .description("why")
                    .permissions(Permissions.of("messages:*"))
                    .limits(new Limits(
                            List.of(new RateLimit(5, 7, Duration.ofMinutes(1))), List.of(Cidr.parse("10.0.0.0/8"))))
                    .expiresAt(Instant.now().plus(Duration.ofDays(9)));
            UUID id = latchkey.keys().issue(spec, ada).orElseThrow().key().id();
            latchkey.keys()
                    .rotate("acme", id, RotationMode.overlap(Duration.ofDays(3)), ada)
                    .orElseThrow();
            latchkey.keys()
                    .suspend("acme", id, Suspension.Cause.OPERATOR, "why", ada)
                    .orElseThrow();
            ApiKey key = store.findById(id).value().orElseThrow();
            assertThat(key.rotation()).isNotNull();
            assertThat(key.lifecycle().suspension()).isNotNull();
            assertThat(key.secrets())
                    .hasSize(2)
                    .allMatch(secret -> secret.sealedCopy() != null && secret.tag() != null);
            assertThat(key.secrets().get(1).retiresAt()).isNotNull();

            assertThat(parts.compact(key)).isEqualTo(key);
        }
    }

    @Test
    void equalPartsOfDifferentKeysAreOneObject() {
        ApiKey one = parts.compact(read(UUID.randomUUID(), "acme", "messages:send"));
        ApiKey other = parts.compact(read(UUID.randomUUID(), "acme", "messages:send"));

        assertThat(other.tenant()).isSameAs(one.tenant());
        assertThat(other.scope()).isSameAs(one.scope());
        assertThat(other.permissions()).isSameAs(one.permissions());
        assertThat(other.authority()).isSameAs(one.authority());
        assertThat(other.labels()).isSameAs(one.labels());
        assertThat(other.identity().provenance().createdBy())
                .isSameAs(one.identity().provenance().createdBy());
        assertThat(other.lifecycle()).isSameAs(Lifecycle.IN_FORCE);
        assertThat(other.changedAt()).isSameAs(other.createdAt());
        assertThat(other.currentSecret().createdAt()).isSameAs(other.createdAt());
    }

    @Test
    void nothingIsSharedAfterAllPartsWereForgotten() {
        ApiKey one = parts.compact(read(UUID.randomUUID(), "acme", "messages:send"));
        parts.clear();
        ApiKey other = parts.compact(read(UUID.randomUUID(), "acme", "messages:send"));
        assertThat(other.labels()).isEqualTo(one.labels()).isNotSameAs(one.labels());
    }

    @Test
    void anAbsenceStaysOne() {
        Reply<Optional<ApiKey>> none = Reply.of(Optional.empty());
        assertThat(parts.compact(none)).isSameAs(none);
    }

    /** A key with parts of its own, as a store makes them of each read. */
    private static ApiKey read(UUID id, String tenant, String permission) {
        Instant at = Instant.parse("2030-05-05T10:00:00Z");
        String handle = id.toString().replace("-", "").substring(0, 12);
        return new ApiKey(
                new KeyIdentity(
                        id,
                        new String(tenant),
                        Scope.resource(new String("number")),
                        null,
                        0,
                        new Provenance(Actor.user(new String("ada")), List.of(), at)),
                Labels.of("ci"),
                new Authority(Permissions.of(new String(permission)), new Limits(List.of(), List.of()), null),
                new Lifecycle(null, null, null, null),
                1,
                Instant.ofEpochMilli(at.toEpochMilli()),
                List.of(new Secret(
                        handle,
                        "ps_",
                        "abcd",
                        "hash of " + handle,
                        null,
                        null,
                        Instant.ofEpochMilli(at.toEpochMilli()),
                        null)),
                null);
    }
}
