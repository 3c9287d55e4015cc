package dev.latchkey.http.internal.endpoint.managed;

import dev.latchkey.http.internal.json.JsonObject;
import dev.latchkey.http.internal.json.JsonSchema;
import dev.latchkey.ports.query.KeyUsage;

/** The usage of a key by day, as JSON. */
final class UsageJson {
    private UsageJson() {}

    static JsonObject<KeyUsage.Day> day() {
        return JsonObject.<KeyUsage.Day>of("UsageDay")
                .with(
                        "date",
                        JsonSchema.text("The UTC day.").and(json -> json.text("format", "date")),
                        (json, name, it) -> json.text(name, it.date().toString()))
                .with(
                        "accepted",
                        JsonSchema.of("integer", "Requests that were accepted."),
                        (json, name, it) -> json.number(name, it.accepted()))
                .with(
                        "limited",
                        JsonSchema.of("integer", "Requests over the limit."),
                        (json, name, it) -> json.number(name, it.limited()))
                .with(
                        "refused",
                        JsonSchema.of("integer", "Other requests that were refused."),
                        (json, name, it) -> json.number(name, it.refused()));
    }

    static JsonObject<KeyUsage> of(ManagedNames names) {
        return JsonObject.<KeyUsage>of("Usage")
                .with(
                        names.of("last used at"),
                        JsonSchema.instant("The time of the last use.").orNull(),
                        (json, name, it) -> json.instant(name, it.lastUsedAt()))
                .with(
                        "data",
                        JsonSchema.array("One row for each day, earliest first.", day().schema("A day.")),
                        (json, name, it) -> json.array(name, it.days(), day()::write));
    }
}
