package dev.latchkey.http.internal.endpoint.keys;

import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.ResourceScope;
import dev.latchkey.http.internal.endpoint.BodyMembers;
import dev.latchkey.http.internal.endpoint.IdempotencyHeader;
import dev.latchkey.http.internal.error.ErrorCode;
import dev.latchkey.http.internal.error.Nouns;
import dev.latchkey.http.internal.json.HeaderSchema;
import dev.latchkey.http.internal.json.JsonObject;
import dev.latchkey.http.internal.json.JsonSchema;
import dev.latchkey.http.internal.json.JsonSchema.Property;
import dev.latchkey.http.internal.openapi.Operation;
import dev.latchkey.http.internal.openapi.Operation.Done;
import dev.latchkey.http.internal.openapi.Operation.Parameter;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How issued keys look: what their endpoints take and answer, in the host's words.
 *
 * @param nouns the host's words
 * @param words writes the words of a member as its name
 * @param defaults what a key may do that is issued without {@code scopes}
 */
public record IssuedKeysJson(Nouns nouns, UnaryOperator<String> words, Permissions defaults) {
    public static final String NAME = "name";
    public static final String SCOPES = "scopes";

    /** The variable of a path that names a key. */
    public static final String ID = "id";

    /**
     * A key.
     *
     * @param key the key
     * @param lastUsedAt when it was used last, as far as is known
     * @param secret what is shown once, where it was just made
     */
    public record Shown(
            ApiKey key,
            @Nullable Instant lastUsedAt,
            @Nullable RawKey secret) {}

    public String resourceId() {
        return name(nouns.resource() + " id");
    }

    public String expiresAt() {
        return name("expires at");
    }

    /** Returns the members of a body that issues a key. */
    BodyMembers members() {
        return BodyMembers.of(NAME)
                .and(resourceId())
                .and(SCOPES, "permission", "permissions")
                .and(expiresAt(), "expiry", "expiration", "expires in", "lifetime", "ttl");
    }

    /** Describes a key, without any key material. */
    public JsonObject<Shown> key() {
        return JsonObject.<Shown>of("ApiKey")
                .with(
                        "id",
                        JsonSchema.text("The id of the key.").and(json -> json.text("format", "uuid")),
                        (json, name, shown) -> json.text(name, shown.key().id().toString()))
                .with(
                        name(nouns.tenant() + " id"),
                        JsonSchema.text("The " + nouns.tenant() + " that owns the key."),
                        (json, name, shown) -> json.text(name, shown.key().tenant()))
                .with(
                        resourceId(),
                        JsonSchema.text("The " + nouns.resource() + " to which the key is bound; null for the whole "
                                        + nouns.tenant() + ".")
                                .orNull(),
                        (json, name, shown) -> json.text(
                                name, shown.key().scope() instanceof ResourceScope scope ? scope.resource() : null))
                .with(
                        NAME,
                        JsonSchema.text("The display name."),
                        (json, name, shown) -> json.text(name, shown.key().name()))
                .with(
                        "prefix",
                        JsonSchema.text("The beginning of the key, for display.")
                                .example("key_abcd1234"),
                        (json, name, shown) ->
                                json.text(name, shown.key().currentSecret().displayPrefix()))
                .with(
                        SCOPES,
                        JsonSchema.array(
                                "The permissions of the key.",
                                JsonSchema.text("A permission, or a " + "pattern that matches several.")),
                        (json, name, shown) ->
                                json.texts(name, shown.key().permissions().patterns()))
                .with(
                        name("last used at"),
                        JsonSchema.instant("The time of the last use, accurate to some seconds.")
                                .orNull(),
                        (json, name, shown) -> json.instant(name, shown.lastUsedAt()))
                .with(
                        expiresAt(),
                        JsonSchema.instant("The time of expiry.").orNull(),
                        (json, name, shown) -> json.instant(name, shown.key().expiresAt()))
                .with(
                        name("created at"),
                        JsonSchema.instant("The time of issue."),
                        (json, name, shown) -> json.instant(name, shown.key().createdAt()))
                .with(
                        name("revoked at"),
                        JsonSchema.instant("The time of revocation.").orNull(),
                        (json, name, shown) -> json.instant(
                                name,
                                shown.key().revocation() == null
                                        ? null
                                        : shown.key().revocation().at()));
    }

    public JsonObject<Shown> issued() {
        return key().named("IssuedApiKey")
                .with(
                        "secret",
                        JsonSchema.text("The raw key, shown only once; null in a repeated request if it cannot be "
                                        + "shown again.")
                                .orNull(),
                        (json, name, shown) -> json.rawKey(name, shown.secret()))
                .when(
                        shown -> shown.secret() == null,
                        name("secret already shown"),
                        JsonSchema.of("boolean", "True in a repeated request if the raw key cannot be shown again."),
                        (json, name, shown) -> json.bool(name, true));
    }

    public JsonObject<Page<ListedKey>> page() {
        JsonObject<Shown> key = key();
        return JsonObject.<Page<ListedKey>>of("ApiKeys")
                .with(
                        "data",
                        JsonSchema.array("The keys, newest first.", key.schema("A key.")),
                        (json, name, page) -> json.array(
                                name,
                                page.items(),
                                (item, listed) -> key.write(item, new Shown(listed.key(), listed.lastUsedAt(), null))))
                .with(
                        name("next cursor"),
                        JsonSchema.text("The cursor of the next page; null on the last one.")
                                .orNull(),
                        (json, name, page) -> {
                            List<ListedKey> keys = page.items();
                            json.text(
                                    name,
                                    page.more()
                                            ? Cursor.of(
                                                    keys.get(keys.size() - 1).position())
                                            : null);
                        });
    }

    public Operation list() {
        return new Operation(
                "listApiKeys",
                "List the keys of the " + nouns.tenant(),
                "Lists the newest keys first. Revoked and expired keys are listed only on request.",
                ListParameters.described(),
                null,
                new Done(200, "A page of keys.", page().schema("A page."), List.of()),
                Set.of(ErrorCode.VALIDATION));
    }

    public Operation issue() {
        return new Operation(
                "issueApiKey",
                "Issue a key",
                "The response contains the raw key, which is never shown again.",
                List.of(IdempotencyHeader.parameter()),
                body(),
                new Done(
                        201,
                        "The key and its secret.",
                        issued().schema("A new key."),
                        List.of(HeaderSchema.LOCATION, IdempotencyHeader.REPLAYED)),
                Set.of(
                        ErrorCode.VALIDATION,
                        ErrorCode.PERMISSION,
                        ErrorCode.RESOURCE_NOT_FOUND,
                        ErrorCode.CONTENDED,
                        ErrorCode.TOO_MANY_KEYS,
                        ErrorCode.IDEMPOTENCY_REUSED,
                        ErrorCode.IDEMPOTENCY_SPENT,
                        ErrorCode.BODY_TIMEOUT,
                        ErrorCode.BODY_TOO_LARGE,
                        ErrorCode.MEDIA_TYPE));
    }

    public Operation revoke() {
        JsonSchema named = JsonSchema.text("The id of a key, or its display prefix if no other key has the same.");
        return new Operation(
                "revokeApiKey",
                "Revoke a key",
                "The key stops working immediately and remains in the list of all keys. Revoking a revoked key has the "
                        + "same response.",
                List.of(new Parameter("path", ID, named)),
                null,
                new Done(204, "The key is revoked.", null, List.of()),
                Set.of(ErrorCode.VALIDATION, ErrorCode.KEY_NOT_FOUND, ErrorCode.CONTENDED));
    }

    private JsonSchema body() {
        JsonSchema permission = JsonSchema.text("A permission or a pattern, for example messages:send or messages:*.")
                .length(1, 100)
                .and(json -> json.text("pattern", "^(?:\\*|[A-Za-z0-9._-]+(?::[A-Za-z0-9._-]+)*(?::\\*)?)$"));
        return JsonSchema.object(
                        "The specification of the key.",
                        List.of(
                                new Property(
                                        NAME,
                                        JsonSchema.text("The display name.").length(1, 100),
                                        true),
                                new Property(
                                        resourceId(),
                                        JsonSchema.text("The " + nouns.resource()
                                                        + " to which the key is bound permanently; null for "
                                                        + "the whole " + nouns.tenant() + ".")
                                                .length(1, 128)
                                                .orNull(),
                                        false),
                                new Property(
                                        SCOPES,
                                        JsonSchema.array(
                                                        "Permissions to grant. Defaults to " + defaultScopes() + ".",
                                                        permission)
                                                .and(json -> json.number("maxItems", 64))
                                                .orNull(),
                                        false),
                                new Property(
                                        expiresAt(),
                                        JsonSchema.text("The time of expiry, in the future. Never by default.")
                                                .and(json -> json.text("format", "date-time"))
                                                .orNull(),
                                        false)))
                .closed();
    }

    private String name(String text) {
        return this.words.apply(text);
    }

    private String defaultScopes() {
        return defaults.patterns().isEmpty() ? "none" : String.join(", ", defaults.patterns());
    }
}
