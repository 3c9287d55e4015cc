package dev.latchkey.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Authority;
import dev.latchkey.core.key.KeyIdentity;
import dev.latchkey.core.key.Labels;
import dev.latchkey.core.key.Lifecycle;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.Provenance;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.Reply;
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
    void equalPartsOfDifferentKeysAreOneObject() {
        ApiKey one = parts.compact(read(UUID.randomUUID(), "acme", "messages:send"));
        ApiKey other = parts.compact(read(UUID.randomUUID(), "acme", "messages:send"));

        assertThat(other.tenant()).isSameAs(one.tenant());
        assertThat(other.scope()).isSameAs(one.scope());
        assertThat(other.permissions()).isSameAs(one.permissions());
        assertThat(other.identity().provenance().createdBy())
                .isSameAs(one.identity().provenance().createdBy());
        assertThat(other.lifecycle()).isSameAs(Lifecycle.IN_FORCE);
        assertThat(other.changedAt()).isSameAs(other.createdAt());
        assertThat(other.currentSecret().createdAt()).isSameAs(other.createdAt());
    }

    @Test
    void anAbsenceStaysOne() {
        Reply<Optional<ApiKey>> none = Reply.of(Optional.empty());
        assertThat(parts.compact(none)).isSameAs(none);
    }

    /** A key with parts of its own, as a store makes them of each read. */
    @SuppressWarnings("StringOperationCanBeSimplified")
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
                        new Provenance(Actor.user(new String("ada")), List.of(), at.plusMillis(0))),
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
