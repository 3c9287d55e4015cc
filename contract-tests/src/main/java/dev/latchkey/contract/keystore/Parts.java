package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.hashing.ScreeningTag;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Revocation;
import dev.latchkey.core.key.Rotation;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.Suspension;
import dev.latchkey.core.sealing.SealedCopy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keys compared part by part, so that a store is not judged by what the model's own {@code equals} leaves out. */
final class Parts {
    private Parts() {}

    static void assertSame(Optional<ApiKey> actual, ApiKey expected) {
        assertThat(actual).contains(expected);
        assertThat(of(actual.orElseThrow())).isEqualTo(of(expected));
    }

    /** Returns each part of a key by its name, as text, numbers, and instants alone. */
    private static Map<String, @Nullable Object> of(ApiKey key) {
        Suspension suspension = key.suspension();
        Revocation revocation = key.revocation();
        Map<String, @Nullable Object> parts = new LinkedHashMap<>();
        parts.put("id", key.id());
        parts.put("tenant", key.tenant());
        parts.put("scope", key.scope().toString());
        parts.put("slot", key.slot());
        parts.put("turn", key.identity().turn());
        parts.put("issuers", texts(key.identity().issuers()));
        parts.put("name", key.labels().name());
        parts.put("owner", key.labels().owner());
        parts.put("tags", key.labels().tags());
        parts.put("description", key.labels().description());
        parts.put("permissions", texts(List.copyOf(key.permissions().patterns())));
        parts.put("rates", texts(key.limits().rates()));
        parts.put("networks", texts(key.limits().networks()));
        parts.put("createdBy", text(key.identity().provenance().createdBy()));
        parts.put("createdAt", key.createdAt());
        parts.put("expiresAt", key.expiresAt());
        parts.put("suspendedAt", suspension == null ? null : suspension.at());
        parts.put("suspendedReason", suspension == null ? null : suspension.reason());
        parts.put("suspendedFor", suspension == null ? null : suspension.cause());
        parts.put("suspendedBy", suspension == null ? null : text(suspension.by()));
        parts.put("resumedAt", key.lifecycle().resumedAt());
        parts.put("revokedAt", revocation == null ? null : revocation.at());
        parts.put("revokedReason", revocation == null ? null : revocation.reason());
        parts.put("revokedBy", revocation == null ? null : text(revocation.by()));
        parts.put("version", key.version());
        parts.put("changedAt", key.changedAt());
        Rotation rotation = key.rotation();
        parts.put("rotation", rotation == null ? null : rotation.toString());
        for (int i = 0; i < key.secrets().size(); i++) {
            putSecret(parts, "secret " + i + ": ", key.secrets().get(i));
        }
        return parts;
    }

    private static void putSecret(Map<String, @Nullable Object> parts, String name, Secret secret) {
        ScreeningTag tag = secret.tag();
        SealedCopy copy = secret.sealedCopy();
        parts.put(name + "handle", secret.handle());
        parts.put(name + "prefix", secret.prefix());
        parts.put(name + "lastFour", secret.lastFour());
        parts.put(name + "hash", secret.hash());
        parts.put(name + "tag", tag == null ? null : tag.value());
        parts.put(name + "sealedCopy", copy == null ? null : copy.encoded());
        parts.put(name + "createdAt", secret.createdAt());
        parts.put(name + "retiresAt", secret.retiresAt());
    }

    private static @Nullable String text(@Nullable Actor actor) {
        return actor == null ? null : actor.kind() + " " + actor.id();
    }

    private static List<String> texts(List<?> values) {
        return values.stream().map(Object::toString).toList();
    }
}
