package dev.latchkey.http.internal.json;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Describes a JSON value as JSON JsonSchema 2020-12 does, whose words OpenAPI 3.1 takes over. The members of answers
 * are not closed by {@code additionalProperties}: clients are to ignore members that a later version adds. Those of
 * bodies are.
 *
 * @param types what it may be
 * @param description what it means
 * @param keywords writes what else is known of it
 * @param name the name under which the document has it once, and elsewhere refers to it; null for one that stands where
 *     it is used
 * @param parts the members of an object, or the schemas of which another value is made, by keyword
 */
public record JsonSchema(
        List<String> types,
        String description,
        Consumer<JsonWriter> keywords,
        @Nullable String name,
        List<Property> parts) {
    public static JsonSchema of(String type, String description) {
        return new JsonSchema(List.of(type), description, json -> {}, null, List.of());
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
        return of("array", description)
                .and(json -> json.object("items", items::write))
                .madeOf(List.of(new Property("items", items, false)));
    }

    public static JsonSchema object(String description, List<Property> properties) {
        List<String> required =
                properties.stream().filter(Property::always).map(Property::name).toList();
        return of("object", description)
                .and(json -> {
                    json.object(
                            "properties",
                            all -> properties.forEach(one -> all.object(one.name(), one.schema()::write)));
                    if (!required.isEmpty()) {
                        json.texts("required", required);
                    }
                })
                .madeOf(properties);
    }

    /** Describes an object that is one of several, each with a name of its own. */
    public static JsonSchema oneOf(String description, List<JsonSchema> schemas) {
        List<Property> either =
                schemas.stream().map(one -> new Property("oneOf", one, false)).toList();
        return new JsonSchema(
                List.of(),
                description,
                json -> json.array("oneOf", schemas, (one, schema) -> schema.write(one)),
                null,
                either);
    }

    /** Describes an object that is one of several, as the value of a member says. */
    public static JsonSchema oneOf(String description, String member, Map<String, JsonSchema> byValue) {
        return oneOf(description, List.copyOf(byValue.values()))
                .and(json -> json.object("discriminator", discriminator -> {
                    discriminator.text("propertyName", member);
                    discriminator.object(
                            "mapping",
                            mapping -> byValue.forEach((value, schema) -> mapping.text(value, schema.reference())));
                }));
    }

    private JsonSchema madeOf(List<Property> others) {
        return new JsonSchema(types, description, keywords, name, others);
    }

    /** Describes a schema that the document has once. Generated clients have a type of this name. */
    public JsonSchema named(String value) {
        return new JsonSchema(types, description, keywords, value, parts);
    }

    /** Returns all schemas that have a name, this one and those of which it is made. */
    public Stream<JsonSchema> allNamed() {
        Stream<JsonSchema> own = name == null ? Stream.empty() : Stream.of(this);
        return Stream.concat(own, parts.stream().map(Property::schema).flatMap(JsonSchema::allNamed));
    }

    /** Returns the names of the members of an object, or of all objects that it may be. */
    public List<String> memberNames() {
        Stream<String> names = types.contains("object")
                ? parts.stream().map(Property::name)
                : parts.stream().flatMap(part -> part.schema().memberNames().stream());
        return names.distinct().toList();
    }

    public JsonSchema and(Consumer<JsonWriter> more) {
        return new JsonSchema(types, description, keywords.andThen(more), name, parts);
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
        if (name != null) {
            List<Consumer<JsonWriter>> either = List.of(this::write, nothing -> nothing.text("type", "null"));
            Consumer<JsonWriter> anyOf = json -> json.array("anyOf", either, (one, schema) -> schema.accept(one));
            return new JsonSchema(List.of(), description, anyOf, null, List.of(new Property("anyOf", this, false)));
        }
        List<String> orNull = Stream.concat(types.stream(), Stream.of("null")).toList();
        return new JsonSchema(orNull, description, keywords, name, parts);
    }

    /** Writes the schema, or where it has a name the reference to it. */
    public void write(JsonWriter json) {
        if (name == null) {
            define(json);
        } else {
            json.text("$ref", reference());
        }
    }

    private String reference() {
        return "#/components/schemas/" + name;
    }

    /** Writes the schema itself. */
    public void define(JsonWriter json) {
        json.text("description", description);
        undescribed(json);
    }

    /** Writes the schema without its description, which the parameter or header has. */
    public void undescribed(JsonWriter json) {
        if (types.size() == 1) {
            json.text("type", types.get(0));
        } else if (!types.isEmpty()) {
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
