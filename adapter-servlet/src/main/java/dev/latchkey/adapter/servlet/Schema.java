package dev.latchkey.adapter.servlet;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Describes a JSON value as JSON Schema 2020-12 does, whose words OpenAPI 3.1 takes over. What answers have is not closed by {@code additionalProperties}: clients are
 * to ignore members that a later version adds.
 *
 * @param types what it may be
 * @param description what it means
 * @param keywords writes what else is known of it
 */
record Schema(List<String> types, String description, Consumer<Json> keywords) {
    static Schema of(String type, String description) {
        return new Schema(List.of(type), description, json -> {});
    }

    static Schema text(String description) {
        return of("string", description);
    }

    /** As {@link Json#instant} writes it. */
    static Schema instant(String description) {
        return text(description).and(json -> {
            json.text("format", "date-time");
            json.texts("examples", List.of("2026-06-28T15:00:00.000Z"));
        });
    }

    static Schema oneOf(String description, Collection<String> values) {
        return text(description).and(json -> json.texts("enum", values));
    }

    static Schema array(String description, Schema items) {
        return of("array", description).and(json -> json.object("items", items::write));
    }

    static Schema object(String description, List<Property> properties) {
        List<String> required =
                properties.stream().filter(Property::always).map(Property::name).toList();
        return of("object", description).and(json -> {
            json.object("properties", all -> properties.forEach(one -> all.object(one.name(), one.schema()::write)));
            if (!required.isEmpty()) {
                json.texts("required", required);
            }
        });
    }

    Schema and(Consumer<Json> more) {
        return new Schema(types, description, keywords.andThen(more));
    }

    Schema between(String least, long from, String most, long to) {
        return and(json -> {
            json.number(least, from);
            json.number(most, to);
        });
    }

    /** A text of so many characters (code points). */
    Schema length(int from, int to) {
        return between("minLength", from, "maxLength", to);
    }

    Schema example(String value) {
        return and(json -> json.texts("examples", List.of(value)));
    }

    Schema orNull() {
        return new Schema(Stream.concat(types.stream(), Stream.of("null")).toList(), description, keywords);
    }

    void write(Json json) {
        json.text("description", description);
        undescribed(json);
    }

    /** Where what has it tells the description. */
    void undescribed(Json json) {
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
    record Property(String name, Schema schema, boolean always) {}
}
