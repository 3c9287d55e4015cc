package dev.latchkey.http.internal.json;

import dev.latchkey.http.internal.json.JsonSchema.Property;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a JSON object of an answer has. Answers are written and the OpenAPI document is made from the same list of
 * members, so that both say the same. Immutable.
 *
 * @param name the name of its type in generated clients
 * @param members what it has, in this order
 * @param <T> what is shown
 */
public record JsonObject<T>(String name, List<Member<T>> members) {
    public static <T> JsonObject<T> of(String name) {
        return new JsonObject<>(name, List.of());
    }

    public JsonObject<T> with(String name, JsonSchema schema, Writer<T> writer) {
        return plus(new Member<>(new Property(name, schema, true), value -> true, writer));
    }

    public JsonObject<T> when(Predicate<T> present, String name, JsonSchema schema, Writer<T> writer) {
        return plus(new Member<>(new Property(name, schema, false), present, writer));
    }

    public JsonObject<T> named(String other) {
        return new JsonObject<>(other, members);
    }

    public void write(JsonWriter json, T value) {
        for (Member<T> member : members) {
            if (member.present().test(value)) {
                member.writer().write(json, member.property().name(), value);
            }
        }
    }

    public byte[] bytes(T value) {
        return JsonWriter.object(json -> write(json, value));
    }

    public JsonSchema schema(String description) {
        return JsonSchema.object(
                        description, members.stream().map(Member::property).toList())
                .named(name);
    }

    private JsonObject<T> plus(Member<T> member) {
        return new JsonObject<>(
                name, Stream.concat(members.stream(), Stream.of(member)).toList());
    }

    /** Writes one member. */
    public interface Writer<T> {
        void write(JsonWriter json, String name, T value);
    }

    /**
     * A member.
     *
     * @param property as it is described
     * @param present of what it is shown
     * @param writer as it is written
     * @param <T> what is shown
     */
    public record Member<T>(Property property, Predicate<T> present, Writer<T> writer) {}
}
