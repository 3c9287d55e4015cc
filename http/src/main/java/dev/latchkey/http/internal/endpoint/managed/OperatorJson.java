package dev.latchkey.http.internal.endpoint.managed;

import dev.latchkey.core.access.ManagementPermission;
import dev.latchkey.core.access.Operator;
import dev.latchkey.core.key.Actor;
import dev.latchkey.http.internal.json.JsonObject;
import dev.latchkey.http.internal.json.JsonSchema;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** An operator as JSON. */
final class OperatorJson {
    private static final int SHOWN = 1000;

    private OperatorJson() {}

    static JsonObject<Operator> of(ManagedNames names) {
        return JsonObject.<Operator>of("Operator")
                .with(
                        "actor",
                        actor().schema("An actor: the host, a user or a key."),
                        (json, name, operator) -> json.object(name, operator.actor(), actor()::write))
                .with(
                        names.of("display name"),
                        JsonSchema.text("The display name of the operator.").example("Ada"),
                        (json, name, operator) -> json.text(name, operator.displayName()))
                .with(
                        "may",
                        JsonSchema.array(
                                "The management permissions.",
                                JsonSchema.oneOf(
                                        "A management permission.",
                                        Arrays.stream(ManagementPermission.values())
                                                .map(ManagementPermission::permission)
                                                .toList())),
                        (json, name, operator) -> json.texts(
                                name,
                                operator.may().stream()
                                        .map(ManagementPermission::permission)
                                        .toList()))
                .with(
                        names.of("may grant"),
                        JsonSchema.array("The permissions that may be granted.", JsonSchema.text("A pattern.")),
                        (json, name, operator) ->
                                json.texts(name, operator.mayGrant().patterns()))
                .with(
                        "tenants",
                        JsonSchema.array(
                                "The first " + SHOWN + " " + names.nouns().tenant()
                                        + "s whose keys the operator manages.",
                                JsonSchema.text("A " + names.nouns().tenant() + ".")),
                        (json, name, operator) -> json.texts(
                                name, tenants(operator).stream().limit(SHOWN).toList()))
                .with(
                        "more",
                        JsonSchema.of("boolean", "True if there are more."),
                        (json, name, operator) -> json.bool(
                                name,
                                operator.tenants() == null || tenants(operator).size() > SHOWN));
    }

    static JsonObject<Actor> actor() {
        return JsonObject.<Actor>of("Actor")
                .with(
                        "kind",
                        JsonSchema.oneOf("The kind of the actor.", List.of("host", "user", "key", "unknown")),
                        (json, name, actor) -> json.text(name, ManagedKeyJson.word(actor.kind())))
                .with(
                        "id",
                        JsonSchema.text("The id of the actor, unique within its kind.")
                                .example("ada"),
                        (json, name, actor) -> json.text(name, actor.id()));
    }

    private static Set<String> tenants(Operator operator) {
        return operator.tenants() == null ? Set.of() : operator.tenants();
    }
}
