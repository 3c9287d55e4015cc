package dev.latchkey.http.internal.endpoint.managed;

import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeyStatus;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.key.Revocation;
import dev.latchkey.core.key.Suspension;
import dev.latchkey.core.scope.ResourceScope;
import dev.latchkey.http.internal.json.JsonObject;
import dev.latchkey.http.internal.json.JsonSchema;
import dev.latchkey.ports.query.KeyUsage;
import dev.latchkey.ports.query.ListedKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A managed key as JSON: what is written, and what the OpenAPI document says of it.
 *
 * @param names the names of the members
 */
record ManagedKeyJson(ManagedNames names) {
    /**
     * A key at an instant.
     *
     * @param listed the key with its usage
     * @param now the instant
     * @param days the days of its usage; null if they are not asked for
     */
    record View(ListedKey listed, Instant now, @Nullable List<KeyUsage.Day> days) {
        View(ListedKey listed, Instant now) {
            this(listed, now, null);
        }

        ApiKey key() {
            return listed.key();
        }
    }

    /**
     * A key with its raw key.
     *
     * @param view the key
     * @param rawKey the raw key; null in a repeat if it cannot be shown again
     */
    record Shown(View view, @Nullable RawKey rawKey) {}

    JsonObject<View> key() {
        return state(scope(JsonObject.<View>of("Key")
                .with(
                        ManagedNames.ID,
                        uuid("The id of the key."),
                        (json, name, view) -> json.text(name, view.key().id().toString()))
                .with(
                        ManagedNames.TENANT,
                        JsonSchema.text("The " + names.nouns().tenant() + " that owns the key.")
                                .example("acme"),
                        (json, name, view) -> json.text(name, view.key().tenant()))));
    }

    private JsonObject<View> scope(JsonObject<View> begun) {
        return begun.with(
                        names.resource(),
                        JsonSchema.text("The " + names.nouns().resource()
                                        + " to which the key is bound; null for the whole "
                                        + names.nouns().tenant() + ".")
                                .orNull(),
                        (json, name, view) -> json.text(
                                name, view.key().scope() instanceof ResourceScope scope ? scope.resource() : null))
                .with(
                        ManagedNames.SLOT,
                        JsonSchema.text("The slot of the key; null for none.").orNull(),
                        (json, name, view) -> json.text(name, view.key().slot()))
                .with(
                        ManagedNames.NAME,
                        JsonSchema.text("The name of the key, for people.").example("ci"),
                        (json, name, view) -> json.text(name, view.key().name()))
                .with(
                        ManagedNames.DESCRIPTION,
                        JsonSchema.text("The purpose of the key.").orNull(),
                        (json, name, view) ->
                                json.text(name, view.key().labels().description()))
                .with(
                        ManagedNames.OWNER,
                        JsonSchema.text("The owner of the key.")
                                .example("ops@example.com")
                                .orNull(),
                        (json, name, view) ->
                                json.text(name, view.key().labels().owner()))
                .with(
                        ManagedNames.TAGS,
                        JsonSchema.array(
                                "The tags of the key.",
                                JsonSchema.text("A tag.").example("prod")),
                        (json, name, view) ->
                                json.texts(name, view.key().labels().tags()))
                .with(
                        ManagedNames.PERMISSIONS,
                        JsonSchema.array(
                                "The permissions of the key.",
                                JsonSchema.text("A permission, or a pattern that matches several.")
                                        .example("messages:send")),
                        (json, name, view) ->
                                json.texts(name, view.key().permissions().patterns()))
                .with(
                        ManagedNames.LIMITS,
                        JsonSchema.array(
                                "The rate limits of the key; empty if the host's default applies.",
                                limit().schema("A token bucket.")),
                        (json, name, view) ->
                                json.array(name, view.key().limits().rates(), limit()::write))
                .with(
                        ManagedNames.NETWORKS,
                        JsonSchema.array(
                                "The networks from which the key may be used; empty for any network.",
                                JsonSchema.text("A network in CIDR notation.").example("10.0.0.0/8")),
                        (json, name, view) -> json.texts(
                                name,
                                view.key().limits().networks().stream()
                                        .map(Object::toString)
                                        .toList()))
                .with(
                        "status",
                        JsonSchema.oneOf(
                                "The status of the key.",
                                Arrays.stream(KeyStatus.values())
                                        .map(ManagedKeyJson::word)
                                        .toList()),
                        (json, name, view) -> json.text(name, word(view.key().status(view.now()))));
    }

    private JsonObject<View> state(JsonObject<View> begun) {
        return begun.with(
                        names.of("created at"),
                        JsonSchema.instant("The time of issue."),
                        (json, name, view) -> json.instant(name, view.key().createdAt()))
                .with(
                        names.of("created by"),
                        by().orNull(),
                        (json, name, view) -> json.object(
                                name, view.key().identity().provenance().createdBy(), OperatorJson.actor()::write))
                .with(
                        names.of("issued by"),
                        uuid("The key that issued it; null if the host or an operator did.")
                                .orNull(),
                        (json, name, view) ->
                                json.text(name, text(view.key().identity().issuedBy())))
                .with(
                        names.expiresAt(),
                        JsonSchema.instant("The time of expiry; null for never.")
                                .orNull(),
                        (json, name, view) -> json.instant(name, view.key().expiresAt()))
                .with(
                        names.of("last used at"),
                        JsonSchema.instant("The time of the last use, accurate to some seconds.")
                                .orNull(),
                        (json, name, view) -> json.instant(name, view.listed().lastUsedAt()))
                .with(
                        "suspension",
                        suspension()
                                .schema("The suspension of the key; null if it is not suspended.")
                                .orNull(),
                        (json, name, view) -> json.object(name, view.key().suspension(), suspension()::write))
                .with(
                        "revocation",
                        revocation()
                                .schema("The revocation of the key; null if it is not revoked.")
                                .orNull(),
                        (json, name, view) -> json.object(name, view.key().revocation(), revocation()::write))
                .with(
                        "revealable",
                        JsonSchema.of("boolean", "True if a sealed copy of the raw key is kept."),
                        (json, name, view) -> json.bool(name, isRevealable(view)))
                .with(
                        "secret",
                        secrets().secret().schema("A secret of a key."),
                        (json, name, view) -> json.object(
                                name,
                                new SecretJson.SecretView(view, view.key().currentSecret()),
                                secrets().secret()::write))
                .with(
                        "rotation",
                        secrets()
                                .rotation()
                                .schema("A rotation that is in progress.")
                                .orNull(),
                        (json, name, view) -> json.object(
                                name,
                                view.key()
                                        .rotation(view.now())
                                        .map(found -> new SecretJson.RotationView(view, found))
                                        .orElse(null),
                                secrets().rotation()::write))
                .with(
                        "version",
                        JsonSchema.of("integer", "The version of the key, which each change increases by one."),
                        (json, name, view) -> json.number(name, view.key().version()))
                .when(
                        view -> view.days() != null,
                        "usage",
                        JsonSchema.array(
                                "One row for each day, earliest first; only if the request asks for usage.",
                                UsageJson.day().schema("A day.")),
                        (json, name, view) ->
                                json.array(name, Objects.requireNonNull(view.days()), UsageJson.day()::write));
    }

    private static boolean isRevealable(View view) {
        boolean dead = view.key().status(view.now()).isDead();
        return !dead && view.key().currentSecret().sealedCopy() != null;
    }

    SecretJson secrets() {
        return new SecretJson(names);
    }

    /** Returns the answer that shows a raw key once. */
    JsonObject<Shown> shown(String type) {
        return JsonObject.<Shown>of(type)
                .with(
                        "key",
                        key().schema("A managed key."),
                        (json, name, shown) -> json.object(name, shown.view(), key()::write))
                .with(
                        names.of("raw key"),
                        JsonSchema.text("The raw key; null in a repeated request if it cannot be shown again.")
                                .orNull(),
                        (json, name, shown) -> json.rawKey(name, shown.rawKey()));
    }

    static JsonObject<RateLimit> limit() {
        return JsonObject.<RateLimit>of("Limit")
                .with(
                        "burst",
                        JsonSchema.of("integer", "The number of requests that a full bucket allows."),
                        (json, name, rate) -> json.number(name, rate.burst()))
                .with(
                        "tokens",
                        JsonSchema.of("integer", "The number of requests that each period refills."),
                        (json, name, rate) -> json.number(name, rate.tokens()))
                .with(
                        "period",
                        JsonSchema.text("The period, as an ISO 8601 duration.").example("PT1S"),
                        (json, name, rate) -> json.text(name, rate.period().toString()));
    }

    private static JsonObject<Suspension> suspension() {
        return JsonObject.<Suspension>of("Suspension")
                .with(
                        "cause",
                        JsonSchema.oneOf(
                                "The cause of the suspension. A stronger cause replaces a weaker one.",
                                Arrays.stream(Suspension.Cause.values())
                                        .map(ManagedKeyJson::word)
                                        .toList()),
                        (json, name, it) -> json.text(name, word(it.cause())))
                .with("reason", reason(), (json, name, it) -> json.text(name, it.reason()))
                .with("at", JsonSchema.instant("The time."), (json, name, it) -> json.instant(name, it.at()))
                .with("by", by().orNull(), (json, name, it) -> json.object(name, it.by(), OperatorJson.actor()::write));
    }

    private static JsonObject<Revocation> revocation() {
        return JsonObject.<Revocation>of("Revocation")
                .with("reason", reason(), (json, name, it) -> json.text(name, it.reason()))
                .with("at", JsonSchema.instant("The time."), (json, name, it) -> json.instant(name, it.at()))
                .with("by", by().orNull(), (json, name, it) -> json.object(name, it.by(), OperatorJson.actor()::write));
    }

    private static JsonSchema by() {
        return OperatorJson.actor().schema("An actor: the host, a user or a key.");
    }

    private static JsonSchema reason() {
        return JsonSchema.text("The reason, as free text.").example("leaked");
    }

    static JsonSchema uuid(String description) {
        return JsonSchema.text(description).and(json -> json.text("format", "uuid"));
    }

    private static @Nullable String text(@Nullable UUID id) {
        return id == null ? null : id.toString();
    }

    /** Returns a value on the wire, which no case changes. */
    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
