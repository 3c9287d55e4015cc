package dev.latchkey.transfer;

import dev.latchkey.core.hashing.ScreeningTag;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Authority;
import dev.latchkey.core.key.Cidr;
import dev.latchkey.core.key.KeyIdentity;
import dev.latchkey.core.key.Labels;
import dev.latchkey.core.key.Lifecycle;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.Provenance;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.key.Revocation;
import dev.latchkey.core.key.Rotation;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.Suspension;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.ResourceScope;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.core.sealing.SealedCopy;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The form of a key in a line. */
final class KeyJson {
    private KeyJson() {}

    static void write(JsonOut json, ApiKey key) {
        KeyIdentity identity = key.identity();
        json.text("id", key.id());
        json.text("tenant", key.tenant());
        json.text("resource", key.scope() instanceof ResourceScope scope ? scope.resource() : null);
        json.text("slot", key.slot());
        json.number("turn", identity.turn());
        EventJson.actor(json, "createdBy", identity.provenance().createdBy());
        json.texts("issuers", identity.issuers());
        json.instant("createdAt", key.createdAt());
        json.number("version", key.version());
        json.instant("changedAt", key.changedAt());
        json.text("name", key.name());
        json.text("owner", key.labels().owner());
        json.texts("tags", key.labels().tags());
        json.text("description", key.labels().description());
        json.texts("permissions", key.permissions().patterns());
        json.texts("rates", key.limits().rates());
        json.texts("networks", key.limits().networks());
        json.instant("expiresAt", key.expiresAt());
        json.instant("expiredAt", key.lifecycle().expiredAt());
        json.instant("resumedAt", key.lifecycle().resumedAt());
        Suspension suspension = key.suspension();
        if (suspension != null) {
            json.object("suspension", members -> {
                members.text("cause", suspension.cause());
                members.instant("at", suspension.at());
                members.text("reason", suspension.reason());
                EventJson.actor(members, "by", suspension.by());
            });
        }
        Revocation revocation = key.revocation();
        if (revocation != null) {
            json.object("revocation", members -> {
                members.instant("at", revocation.at());
                members.text("reason", revocation.reason());
                EventJson.actor(members, "by", revocation.by());
            });
        }
        json.objects("secrets", key.secrets(), secret -> write(json, secret));
        Rotation rotation = key.rotation();
        if (rotation != null) {
            json.object("rotation", members -> write(members, rotation));
        }
    }

    private static void write(JsonOut json, Secret secret) {
        ScreeningTag tag = secret.tag();
        SealedCopy copy = secret.sealedCopy();
        json.text("handle", secret.handle());
        json.text("prefix", secret.prefix());
        json.text("lastFour", secret.lastFour());
        json.text("hash", secret.hash());
        if (tag != null) {
            json.number("tag", tag.value());
        }
        json.text("sealedCopy", copy == null ? null : copy.encoded());
        json.instant("createdAt", secret.createdAt());
        json.instant("retiresAt", secret.retiresAt());
    }

    private static void write(JsonOut json, Rotation rotation) {
        json.text("kind", rotation.kind());
        json.text("newHandle", rotation.newHandle());
        json.text("previousHandle", rotation.previousHandle());
        json.instant("startedAt", rotation.startedAt());
        json.text("grace", rotation.grace());
        json.instant("firstUsedAt", rotation.firstUsedAt());
    }

    static ApiKey read(JsonLine line) {
        String resource = line.textOrNull("resource");
        Provenance provenance = new Provenance(
                line.objectOrNull("createdBy", EventJson::actor),
                line.texts("issuers").stream().map(UUID::fromString).toList(),
                line.instant("createdAt"));
        KeyIdentity identity = new KeyIdentity(
                line.uuid("id"),
                line.text("tenant"),
                resource == null ? Scope.tenant() : Scope.resource(resource),
                line.textOrNull("slot"),
                line.number("turn"),
                provenance);
        Labels labels = new Labels(
                line.text("name"), line.textOrNull("owner"), line.texts("tags"), line.textOrNull("description"));
        Limits limits = new Limits(
                line.texts("rates").stream().map(RateLimit::parse).toList(),
                line.texts("networks").stream().map(Cidr::parse).toList());
        return new ApiKey(
                identity,
                labels,
                new Authority(Permissions.of(line.texts("permissions")), limits, line.instantOrNull("expiresAt")),
                new Lifecycle(
                        line.objectOrNull("suspension", KeyJson::suspension),
                        line.instantOrNull("resumedAt"),
                        line.objectOrNull("revocation", KeyJson::revocation),
                        line.instantOrNull("expiredAt")),
                line.number("version"),
                line.instant("changedAt"),
                line.objects("secrets", KeyJson::secret),
                line.objectOrNull("rotation", KeyJson::rotation));
    }

    private static Suspension suspension(JsonLine line) {
        return new Suspension(
                Suspension.Cause.of(line.text("cause")),
                line.instant("at"),
                line.text("reason"),
                line.objectOrNull("by", EventJson::actor));
    }

    private static Revocation revocation(JsonLine line) {
        return new Revocation(line.instant("at"), line.text("reason"), line.objectOrNull("by", EventJson::actor));
    }

    private static Secret secret(JsonLine line) {
        @Nullable String copy = line.textOrNull("sealedCopy");
        return new Secret(
                line.text("handle"),
                line.text("prefix"),
                line.text("lastFour"),
                line.text("hash"),
                line.has("tag") ? ScreeningTag.of(Math.toIntExact(line.number("tag"))) : null,
                copy == null ? null : SealedCopy.of(copy),
                line.instant("createdAt"),
                line.instantOrNull("retiresAt"));
    }

    private static Rotation rotation(JsonLine line) {
        return new Rotation(
                Rotation.Kind.valueOf(line.text("kind")),
                line.text("newHandle"),
                line.text("previousHandle"),
                line.instant("startedAt"),
                Duration.parse(line.text("grace")),
                line.instantOrNull("firstUsedAt"));
    }
}
