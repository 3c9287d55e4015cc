package dev.latchkey.adapter.servlet;

import dev.latchkey.IdempotentResult;
import dev.latchkey.Resource;
import dev.latchkey.adapter.servlet.Operation.Done;
import dev.latchkey.adapter.servlet.Schema.Property;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.scope.ResourceScope;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How default keys look: what their endpoints take and answer, in the host's words.
 *
 * @param nouns the host's words
 * @param jsonCase how members are written
 * @param bodyField the member of a body that names the resource
 */
record DefaultKeysForm(Nouns nouns, JsonCase jsonCase, String bodyField) {
    /**
     * A line of the list.
     *
     * @param resource the resource
     * @param key its key; null when it has none yet
     * @param raw the usable key, where it may be shown
     */
    record Row(
            Resource resource,
            @Nullable ApiKey key,
            @Nullable RawKey raw) {
        @Nullable Secret secret() {
            return key == null ? null : key.newestSecret();
        }
    }

    Shape<Row> row() {
        String noun = nouns.resource();
        return Shape.<Row>of("DefaultKey")
                .with(
                        name(noun + " id"),
                        Schema.text("The " + noun + "."),
                        (json, name, row) -> json.text(name, row.resource().id()))
                .with(
                        name(noun),
                        Schema.text("How the " + noun + " is known to people."),
                        (json, name, row) -> json.text(name, row.resource().label()))
                .with(
                        name("display name"),
                        Schema.text("What people call the " + noun + "."),
                        (json, name, row) -> json.text(name, row.resource().displayName()))
                .with(
                        name("key id"),
                        keyId().orNull(),
                        (json, name, row) -> json.text(name, row.secret() == null ? null : KeyId.of(row.secret())))
                .with(
                        name("key last4"),
                        lastFour().orNull(),
                        (json, name, row) -> json.text(
                                name, row.secret() == null ? null : row.secret().lastFour()))
                .with(
                        name("key"),
                        Schema.text("The usable key; null where it cannot be shown.")
                                .orNull(),
                        (json, name, row) -> json.rawKey(name, row.raw()))
                .with(
                        name("revealable"),
                        Schema.of("boolean", "Whether the usable key is shown."),
                        (json, name, row) -> json.bool(name, row.raw() != null));
    }

    /** A key just made for a resource that was named. */
    Shape<IdempotentResult> ofResource() {
        return rest(Shape.<IdempotentResult>of("RegeneratedKey")
                .with(resourceId(), resource(), DefaultKeysForm::resourceId));
    }

    /** The caller's own key just made, which is of no resource when it is the tenant's. */
    Shape<IdempotentResult> own() {
        return rest(Shape.<IdempotentResult>of("RegeneratedOwnKey")
                .when(
                        issued -> issued.key().scope() instanceof ResourceScope,
                        resourceId(),
                        resource(),
                        DefaultKeysForm::resourceId));
    }

    Operation list() {
        return new Operation(
                "listDefaultKeys",
                "List the default keys",
                "Each " + nouns.resource() + " of the " + nouns.tenant()
                        + " once, in the order of the host's directory.",
                List.of(),
                null,
                new Done(
                        200,
                        "Each " + nouns.resource() + " with its key.",
                        Schema.array("One item each.", row().schema("A " + nouns.resource() + " and its key.")),
                        List.of()),
                Set.of());
    }

    Operation regenerate() {
        Schema named = Schema.text("The " + nouns.resource() + " whose key is made anew.")
                .length(1, 128);
        return new Operation(
                "regenerateDefaultKey",
                "Regenerate the default key of a " + nouns.resource(),
                "The former key stops working at once. A " + nouns.resource() + " that has no key gets its first.",
                List.of(Idempotency.parameter()),
                Schema.object("Whose key.", List.of(new Property(bodyField, named, true))),
                new Done(
                        200,
                        "The new key.",
                        ofResource().schema("A key, shown this once unless it is sealed."),
                        List.of(Idempotency.REPLAYED)),
                Set.of(
                        Reason.INVALID,
                        Reason.PERMISSION,
                        Reason.RESOURCE_NOT_FOUND,
                        Reason.CONTENDED,
                        Reason.IDEMPOTENCY_REUSED,
                        Reason.IDEMPOTENCY_SPENT,
                        Reason.BODY_TOO_LARGE,
                        Reason.MEDIA_TYPE));
    }

    Operation regenerateOwn() {
        return new Operation(
                "regenerateOwnKey",
                "Regenerate the key that is presented",
                "The presented key stops working at once. No body is read.",
                List.of(Idempotency.parameter()),
                null,
                new Done(
                        200,
                        "The new key.",
                        own().schema("A key, shown this once unless it is sealed."),
                        List.of(Idempotency.REPLAYED)),
                Set.of(
                        Reason.INVALID,
                        Reason.NO_KEY,
                        Reason.PERMISSION,
                        Reason.CONTENDED,
                        Reason.IDEMPOTENCY_REUSED,
                        Reason.IDEMPOTENCY_SPENT));
    }

    private Shape<IdempotentResult> rest(Shape<IdempotentResult> begun) {
        return begun.with(name("key id"), keyId(), (json, name, issued) -> json.text(name, KeyId.of(issued.secret())))
                .with(
                        name("key prefix"),
                        Schema.text("What every key of this API begins with."),
                        (json, name, issued) -> json.text(name, issued.secret().prefix()))
                .with(
                        name("key last4"),
                        lastFour(),
                        (json, name, issued) -> json.text(name, issued.secret().lastFour()))
                .with(
                        name("key"),
                        Schema.text("The usable key; null in a repeat where it cannot be shown again.")
                                .orNull(),
                        (json, name, issued) -> json.rawKey(name, issued.rawKey()))
                .when(
                        issued -> issued.rawKey() == null,
                        name("revealable"),
                        Schema.of("boolean", "False where the usable key cannot be shown again."),
                        (json, name, issued) -> json.bool(name, false))
                .with(
                        name("created at"),
                        Schema.instant("When it was made."),
                        (json, name, issued) ->
                                json.instant(name, issued.secret().createdAt()));
    }

    private static void resourceId(Json json, String name, IdempotentResult issued) {
        if (issued.key().scope() instanceof ResourceScope scope) {
            json.text(name, scope.resource());
        }
    }

    private Schema resource() {
        return Schema.text("The " + nouns.resource() + ".");
    }

    private static Schema keyId() {
        return Schema.text("The id of the secret in force: it changes with each regeneration.")
                .example("k_abcd1234EFGH");
    }

    private static Schema lastFour() {
        return Schema.text("The last four characters of the key.").example("x7Yz");
    }

    private String resourceId() {
        return name(nouns.resource() + " id");
    }

    private String name(String words) {
        return jsonCase.name(words);
    }
}
