package dev.latchkey.http.internal.endpoint.keys;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Rotation;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.SecretStatus;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.ResourceScope;
import dev.latchkey.http.internal.error.ApiErrors;
import dev.latchkey.http.internal.error.ErrorCode;
import dev.latchkey.http.internal.error.Nouns;
import dev.latchkey.http.internal.json.JsonObject;
import dev.latchkey.http.internal.json.JsonSchema;
import dev.latchkey.http.internal.openapi.Operation;
import dev.latchkey.http.internal.openapi.Operation.Done;
import dev.latchkey.http.internal.request.SecretId;
import dev.latchkey.ports.query.RateDecision;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How a key looks to itself, in the host's words.
 *
 * @param nouns the host's words
 * @param members writes the name of a member
 */
public record OwnKeyJson(Nouns nouns, UnaryOperator<String> members) {
    /**
     * A key that asks for itself.
     *
     * @param key the key
     * @param secret the secret that was presented
     * @param permissions what the caller may do
     * @param now the instant of the request
     * @param rate the state of its rate limit; null if none applies
     */
    public record Own(
            ApiKey key,
            Secret secret,
            Permissions permissions,
            Instant now,
            @Nullable RateDecision rate) {
        private @Nullable Rotation rotation() {
            return key.rotation(now).orElse(null);
        }

        private SecretStatus status() {
            return key.status(secret, now);
        }
    }

    public Operation read() {
        return new Operation(
                "readOwnKey",
                "Read the presented key",
                "Every key may read its own data. The response never contains the raw key.",
                List.of(),
                null,
                new Done(200, "The presented key.", own().schema("The presented key."), List.of()),
                Set.of(ErrorCode.NO_KEY));
    }

    public JsonObject<Own> own() {
        return JsonObject.<Own>of("OwnKey")
                .with(
                        "id",
                        JsonSchema.text("The id of the key.").and(json -> json.text("format", "uuid")),
                        (json, name, own) -> json.text(name, own.key().id().toString()))
                .with(
                        name(nouns.tenant()),
                        JsonSchema.text("The " + nouns.tenant() + " that owns the key."),
                        (json, name, own) -> json.text(name, own.key().tenant()))
                .with(
                        name(nouns.resource()),
                        JsonSchema.text("The " + nouns.resource() + " to which the key is bound; null for the whole "
                                        + nouns.tenant() + ".")
                                .orNull(),
                        (json, name, own) ->
                                json.text(name, own.key().scope() instanceof ResourceScope one ? one.resource() : null))
                .with(
                        "name",
                        JsonSchema.text("The name of the key."),
                        (json, name, own) -> json.text(name, own.key().name()))
                .with(
                        "permissions",
                        JsonSchema.array(
                                "The permissions of the key.",
                                JsonSchema.text("A permission or a pattern, for example messages:*.")),
                        (json, name, own) -> json.texts(name, own.permissions().patterns()))
                .with(
                        name("expires at"),
                        JsonSchema.instant("The expiry of the key; null if it never expires.")
                                .orNull(),
                        (json, name, own) -> json.instant(name, own.key().expiresAt()))
                .with(
                        "secret",
                        secret().schema("The presented secret."),
                        (json, name, own) -> json.object(name, one -> secret().write(one, own)))
                .with(
                        "rotation",
                        rotation()
                                .schema("The rotation that is in progress; null if there is none.")
                                .orNull(),
                        (json, name, own) -> {
                            if (own.rotation() == null) {
                                json.text(name, null);
                            } else {
                                json.object(name, one -> rotation().write(one, own));
                            }
                        })
                .with(
                        name("rate limit"),
                        limit().schema("The rate limit with the least left; null if none applies.")
                                .orNull(),
                        (json, name, own) -> {
                            RateDecision rate = own.rate();
                            if (rate == null) {
                                json.text(name, null);
                            } else {
                                json.object(name, one -> limit().write(one, rate));
                            }
                        });
    }

    private JsonObject<Own> secret() {
        return JsonObject.<Own>of("OwnSecret")
                .with(
                        "id",
                        JsonSchema.text("The id of the secret.").example("k_abcd1234EFGH"),
                        (json, name, own) -> json.text(name, SecretId.of(own.secret())))
                .with(
                        "status",
                        JsonSchema.oneOf(
                                "Retiring secrets have been replaced and are accepted until they end.",
                                List.of("current", "pending", "retiring")),
                        (json, name, own) -> json.text(name, own.status().name().toLowerCase(Locale.ROOT)))
                .with(
                        name("ends at"),
                        JsonSchema.instant(
                                        "The time from which the secret is refused; null if the key's expiry decides.")
                                .orNull(),
                        (json, name, own) -> json.instant(name, own.secret().retiresAt()));
    }

    private JsonObject<Own> rotation() {
        return JsonObject.<Own>of("OwnRotation")
                .with(
                        "state",
                        JsonSchema.oneOf(
                                "Pending until the new secret is used; overlap while both secrets are accepted.",
                                List.of("pending", "overlap")),
                        (json, name, own) -> json.text(name, kind(own).name().toLowerCase(Locale.ROOT)))
                .with(
                        name("started at"),
                        JsonSchema.instant("The time at which the rotation began."),
                        (json, name, own) -> json.instant(name, started(own)))
                .with(
                        name("lapses at"),
                        JsonSchema.instant("The time at which an unused new secret ends; null unless pending.")
                                .orNull(),
                        (json, name, own) -> json.instant(name, other(own, Rotation.Kind.PENDING)))
                .with(
                        name("previous until"),
                        JsonSchema.instant("The time at which the previous secret ends; null while pending.")
                                .orNull(),
                        (json, name, own) -> json.instant(name, other(own, Rotation.Kind.OVERLAP)));
    }

    private static Rotation under(Own own) {
        Rotation rotation = own.rotation();
        if (rotation == null) {
            throw new IllegalArgumentException(
                    "no rotation is under way: " + own.key().id());
        }
        return rotation;
    }

    private static Rotation.Kind kind(Own own) {
        return under(own).kind();
    }

    private static Instant started(Own own) {
        return under(own).startedAt();
    }

    /** Returns the deadline of the secret beside the current one, if the rotation is of that kind. */
    private static @Nullable Instant other(Own own, Rotation.Kind kind) {
        return kind(own) == kind
                ? own.key()
                        .secret(under(own).otherHandle())
                        .map(Secret::retiresAt)
                        .orElse(null)
                : null;
    }

    private JsonObject<RateDecision> limit() {
        return JsonObject.<RateDecision>of("OwnRateLimit")
                .with(
                        "burst",
                        JsonSchema.of("integer", "The number of requests that a full bucket allows."),
                        (json, name, rate) -> json.number(name, rate.limit().burst()))
                .with(
                        "remaining",
                        JsonSchema.of("integer", "The number of requests that remain."),
                        (json, name, rate) -> json.number(name, rate.remaining()))
                .with(
                        name("full in seconds"),
                        JsonSchema.of("integer", "The number of seconds until the bucket is full again."),
                        (json, name, rate) -> json.number(name, ApiErrors.seconds(rate.untilFull())));
    }

    private String name(String words) {
        return members.apply(words);
    }
}
