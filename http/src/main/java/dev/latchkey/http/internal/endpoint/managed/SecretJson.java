package dev.latchkey.http.internal.endpoint.managed;

import dev.latchkey.core.key.Rotation;
import dev.latchkey.core.key.Secret;
import dev.latchkey.http.internal.endpoint.managed.ManagedKeyJson.View;
import dev.latchkey.http.internal.json.JsonObject;
import dev.latchkey.http.internal.json.JsonSchema;
import dev.latchkey.http.internal.request.SecretId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of a managed key, and their rotation, as JSON.
 *
 * @param names the names of the members
 */
record SecretJson(ManagedNames names) {
    /** A secret of a key. */
    record SecretView(View view, Secret secret) {
        @Nullable Instant lastUsedAt() {
            return view.listed().lastUsedAt(secret.handle());
        }
    }

    /** A rotation of a key. */
    record RotationView(View view, Rotation rotation) {
        boolean pending() {
            return rotation.kind() == Rotation.Kind.PENDING;
        }

        SecretView secret(String handle) {
            return new SecretView(view, view.key().secret(handle).orElseThrow());
        }

        @Nullable Instant deadline() {
            return secret(rotation.otherHandle()).secret().retiresAt();
        }
    }

    JsonObject<SecretView> secret() {
        return JsonObject.<SecretView>of("Secret")
                .with(
                        ManagedNames.ID,
                        JsonSchema.text("The id of the secret.").example("k_abcd1234EFGH"),
                        (json, name, view) -> json.text(name, SecretId.of(view.secret())))
                .with(
                        "prefix",
                        JsonSchema.text("The beginning of the raw key, for display.")
                                .example("key_abcd1234"),
                        (json, name, view) -> json.text(name, view.secret().displayPrefix()))
                .with(
                        names.of("last four"),
                        JsonSchema.text("The end of the raw key, for display; null if it is not known.")
                                .example("x7Yz")
                                .orNull(),
                        (json, name, view) -> json.text(
                                name,
                                view.secret().lastFour().isEmpty()
                                        ? null
                                        : view.secret().lastFour()))
                .with(
                        names.of("created at"),
                        JsonSchema.instant("The time of creation."),
                        (json, name, view) -> json.instant(name, view.secret().createdAt()))
                .with(
                        names.of("last used at"),
                        JsonSchema.instant("The time of its last use, accurate to some seconds; null if it was never "
                                        + "used, or if no use is known to be its own.")
                                .orNull(),
                        (json, name, view) -> json.instant(name, view.lastUsedAt()));
    }

    JsonObject<RotationView> rotation() {
        JsonSchema secret = secret().schema("A secret of a key.");
        return JsonObject.<RotationView>of("Rotation")
                .with(
                        "mode",
                        JsonSchema.oneOf(
                                "The way in which the previous secret is replaced.", List.of("overlap", "first-use")),
                        (json, name, view) -> json.text(
                                name,
                                view.pending() || view.rotation().firstUsedAt() != null ? "first-use" : "overlap"))
                .with(
                        "secret",
                        secret,
                        (json, name, view) ->
                                json.object(name, view.secret(view.rotation().newHandle()), secret()::write))
                .with(
                        "previous",
                        secret.orNull(),
                        (json, name, view) -> json.object(
                                name,
                                view.pending()
                                        ? null
                                        : view.secret(view.rotation().previousHandle()),
                                secret()::write))
                .with(
                        names.of("started at"),
                        JsonSchema.instant("The time when it began."),
                        (json, name, view) -> json.instant(name, view.rotation().startedAt()))
                .with(
                        names.of("lapses at"),
                        JsonSchema.instant("The time when the new secret ends if it is not used before.")
                                .orNull(),
                        (json, name, view) -> json.instant(name, view.pending() ? view.deadline() : null))
                .with(
                        names.of("previous until"),
                        JsonSchema.instant("The time when the previous secret ends.")
                                .orNull(),
                        (json, name, view) -> json.instant(name, view.pending() ? null : view.deadline()))
                .with(
                        names.of("first used at"),
                        JsonSchema.instant("The time of the first use, which made the new secret the current one.")
                                .orNull(),
                        (json, name, view) -> json.instant(name, view.rotation().firstUsedAt()));
    }
}
