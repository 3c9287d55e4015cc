package dev.latchkey.http.internal.json;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Describes a JSON value as JSON JsonSchema 2020-12 does, whose words OpenAPI 3.1 takes over. The members of answers are not
 * closed by {@code additionalProperties}: clients are to ignore members that a later version adds. Those of bodies are.
 *
 * @param types what it may be
 * @param description what it means
 * @param keywords writes what else is known of it
 */
public record JsonSchema(List<String> types, String description, Consumer<JsonWriter> keywords) {
    public static JsonSchema of(String type, String description) {
        return new JsonSchema(List.of(type), description, json -> {});
    }

    public static JsonSchema text(String description) {
        return of("string", description);
    }

    /** Describes an instant as {@link JsonWriter#instant} writes it. */
    public static JsonSchema instant(String description) {
        return text(description).and(json -> {
            json.text("format", "date-time");
            json.texts("examples", List.of("2026-06-28T15:00:00.000Z"));
        });
    }

    public static JsonSchema oneOf(String description, Collection<String> values) {
        return text(description).and(json -> json.texts("enum", values));
    }

    public static JsonSchema array(String description, JsonSchema items) {
        return of("array", description).and(json -> json.object("items", items::write));
    }

    public static JsonSchema object(String description, List<Property> properties) {
        List<String> required =
                properties.stream().filter(Property::always).map(Property::name).toList();
        return of("object", description).and(json -> {
            json.object("properties", all -> properties.forEach(one -> all.object(one.name(), one.schema()::write)));
            if (!required.isEmpty()) {
                json.texts("required", required);
            }
        });
    }

    public JsonSchema and(Consumer<JsonWriter> more) {
        return new JsonSchema(types, description, keywords.andThen(more));
    }

    /** Describes an object that has no other members. */
    public JsonSchema closed() {
        return and(json -> json.bool("additionalProperties", false));
    }

    public JsonSchema between(String least, long from, String most, long to) {
        return and(json -> {
            json.number(least, from);
            json.number(most, to);
        });
    }

    /** Bounds the number of characters (code points). */
    public JsonSchema length(int from, int to) {
        return between("minLength", from, "maxLength", to);
    }

    public JsonSchema example(String value) {
        return and(json -> json.texts("examples", List.of(value)));
    }

    public JsonSchema orNull() {
        return new JsonSchema(Stream.concat(types.stream(), Stream.of("null")).toList(), description, keywords);
    }

    public void write(JsonWriter json) {
        json.text("description", description);
        undescribed(json);
    }

    /** Writes the schema without its description, which the parameter or header has. */
    public void undescribed(JsonWriter json) {
        if (types.size() == 1) {
            json.text("type", types.get(0));
        } else {
            json.texts("type", types);
        }
        keywords.accept(json);
    }

    /**
     * A member of an object.
     *
     * @param name its name
     * @param schema its value
     * @param always whether every object has it
     */
    public record Property(String name, JsonSchema schema, boolean always) {}
}
