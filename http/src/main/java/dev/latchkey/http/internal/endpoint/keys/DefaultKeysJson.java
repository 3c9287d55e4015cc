package dev.latchkey.http.internal.endpoint.keys;

import dev.latchkey.IdempotentResult;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.scope.ResourceScope;
import dev.latchkey.http.internal.endpoint.IdempotencyHeader;
import dev.latchkey.http.internal.error.ErrorCode;
import dev.latchkey.http.internal.error.Nouns;
import dev.latchkey.http.internal.json.JsonObject;
import dev.latchkey.http.internal.json.JsonSchema;
import dev.latchkey.http.internal.json.JsonSchema.Property;
import dev.latchkey.http.internal.json.JsonWriter;
import dev.latchkey.http.internal.openapi.Operation;
import dev.latchkey.http.internal.openapi.Operation.Done;
import dev.latchkey.http.internal.request.SecretId;
import dev.latchkey.http.spi.Resource;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How default keys look: what their endpoints take and answer, in the host's words.
 *
 * @param nouns the host's words
 * @param members writes the name of a member
 * @param bodyField the member of a body that names the resource
 */
public record DefaultKeysJson(Nouns nouns, UnaryOperator<String> members, String bodyField) {
    /**
     * A line of the list.
     *
     * @param resource the resource
     * @param key its key; null when it has none yet
     * @param raw the usable key, where it may be shown
     */
    public record Row(
            Resource resource,
            @Nullable ApiKey key,
            @Nullable RawKey raw) {
        @Nullable Secret secret() {
            return key == null ? null : key.currentSecret();
        }
    }

    public JsonObject<Row> row() {
        String noun = nouns.resource();
        return JsonObject.<Row>of("DefaultKey")
                .with(
                        name(noun + " id"),
                        JsonSchema.text("The " + noun + "."),
                        (json, name, row) -> json.text(name, row.resource().id()))
                .with(
                        name(noun),
                        JsonSchema.text("The label of the " + noun + ", for people."),
                        (json, name, row) -> json.text(name, row.resource().label()))
                .with(
                        name("display name"),
                        JsonSchema.text("The display name of the " + noun + "."),
                        (json, name, row) -> json.text(name, row.resource().displayName()))
                .with(
                        name("key id"),
                        keyId().orNull(),
                        (json, name, row) -> json.text(name, row.secret() == null ? null : SecretId.of(row.secret())))
                .with(
                        name("key last4"),
                        lastFour().orNull(),
                        (json, name, row) -> json.text(name, row.secret() == null ? null : shown(row.secret())))
                .with(
                        name("key"),
                        JsonSchema.text("The raw key; null if it cannot be shown.")
                                .orNull(),
                        (json, name, row) -> json.rawKey(name, row.raw()))
                .with(
                        name("revealable"),
                        JsonSchema.of("boolean", "True if the raw key is shown."),
                        (json, name, row) -> json.bool(name, row.raw() != null));
    }

    /** Describes a key just made for a resource that was named. */
    public JsonObject<IdempotentResult> ofResource() {
        return rest(JsonObject.<IdempotentResult>of("RegeneratedKey")
                .with(resourceId(), resource(), DefaultKeysJson::resourceId));
    }

    /** Describes the caller's own key just made. It names no resource when it is the tenant's. */
    public JsonObject<IdempotentResult> own() {
        return rest(JsonObject.<IdempotentResult>of("RegeneratedOwnKey")
                .when(
                        issued -> issued.key().scope() instanceof ResourceScope,
                        resourceId(),
                        resource(),
                        DefaultKeysJson::resourceId));
    }

    public Operation list() {
        return new Operation(
                "listDefaultKeys",
                "List the default keys",
                "Lists each " + nouns.resource() + " of the " + nouns.tenant()
                        + " once, in the order of the host's directory.",
                List.of(),
                null,
                new Done(
                        200,
                        "Each " + nouns.resource() + " with its key.",
                        JsonSchema.array("Each resource.", row().schema("A " + nouns.resource() + " and its key.")),
                        List.of()),
                Set.of());
    }

    public Operation regenerate() {
        JsonSchema named = JsonSchema.text("The " + nouns.resource() + " whose key is regenerated.")
                .length(1, 128);
        return new Operation(
                "regenerateDefaultKey",
                "Regenerate the default key of a " + nouns.resource(),
                "The previous key stops working immediately. A " + nouns.resource()
                        + " that has no key gets its first.",
                List.of(IdempotencyHeader.parameter()),
                JsonSchema.object(
                                "The resource whose key is " + "regenerated.",
                                List.of(new Property(bodyField, named, true)))
                        .closed(),
                new Done(
                        200,
                        "The new key.",
                        ofResource()
                                .schema("A key with its raw key, which is shown again only if a sealed copy is kept."),
                        List.of(IdempotencyHeader.REPLAYED)),
                Set.of(
                        ErrorCode.VALIDATION,
                        ErrorCode.PERMISSION,
                        ErrorCode.CREDENTIAL_RETIRING,
                        ErrorCode.CREDENTIAL_PENDING,
                        ErrorCode.RESOURCE_NOT_FOUND,
                        ErrorCode.CONTENDED,
                        ErrorCode.TOO_MANY_KEYS,
                        ErrorCode.IDEMPOTENCY_REUSED,
                        ErrorCode.IDEMPOTENCY_SPENT,
                        ErrorCode.BODY_TIMEOUT,
                        ErrorCode.BODY_TOO_LARGE,
                        ErrorCode.MEDIA_TYPE));
    }

    public Operation regenerateOwn() {
        return new Operation(
                "regenerateOwnKey",
                "Regenerate the presented key",
                "The presented key stops working immediately. The request has no body.",
                List.of(IdempotencyHeader.parameter()),
                null,
                new Done(
                        200,
                        "The new key.",
                        own().schema("A key with its raw key, which is shown again only if a sealed copy is kept."),
                        List.of(IdempotencyHeader.REPLAYED)),
                Set.of(
                        ErrorCode.VALIDATION,
                        ErrorCode.NO_KEY,
                        ErrorCode.PERMISSION,
                        ErrorCode.CREDENTIAL_RETIRING,
                        ErrorCode.CREDENTIAL_PENDING,
                        ErrorCode.CONTENDED,
                        ErrorCode.IDEMPOTENCY_REUSED,
                        ErrorCode.IDEMPOTENCY_SPENT));
    }

    private JsonObject<IdempotentResult> rest(JsonObject<IdempotentResult> begun) {
        return begun.with(
                        name("key id"), keyId(), (json, name, issued) -> json.text(name, SecretId.of(issued.secret())))
                .with(
                        name("key prefix"),
                        JsonSchema.text("The prefix of each raw key of this API."),
                        (json, name, issued) -> json.text(name, issued.secret().prefix()))
                .with(
                        name("key last4"),
                        lastFour(),
                        (json, name, issued) -> json.text(name, issued.secret().lastFour()))
                .with(
                        name("key"),
                        JsonSchema.text("The raw key; null in a repeated request if it cannot be shown again.")
                                .orNull(),
                        (json, name, issued) -> json.rawKey(name, issued.rawKey()))
                .when(
                        issued -> issued.rawKey() == null,
                        name("revealable"),
                        JsonSchema.of("boolean", "False if the raw key cannot be shown again."),
                        (json, name, issued) -> json.bool(name, false))
                .with(
                        name("created at"),
                        JsonSchema.instant("The time of creation."),
                        (json, name, issued) ->
                                json.instant(name, issued.secret().createdAt()));
    }

    private static void resourceId(JsonWriter json, String name, IdempotentResult issued) {
        if (issued.key().scope() instanceof ResourceScope scope) {
            json.text(name, scope.resource());
        }
    }

    private JsonSchema resource() {
        return JsonSchema.text("The " + nouns.resource() + ".");
    }

    private static JsonSchema keyId() {
        return JsonSchema.text("The id of the current secret, which changes with each regeneration.")
                .example("k_abcd1234EFGH");
    }

    /** An imported key may be too short to show a part of it. */
    private static @Nullable String shown(Secret secret) {
        return secret.lastFour().isEmpty() ? null : secret.lastFour();
    }

    private static JsonSchema lastFour() {
        return JsonSchema.text("The last four characters of the key.").example("x7Yz");
    }

    private String resourceId() {
        return name(nouns.resource() + " id");
    }

    private String name(String words) {
        return members.apply(words);
    }
}
