package dev.latchkey.adapter.servlet;

import dev.latchkey.adapter.servlet.Schema.Property;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a JSON object of an answer has. Answers are written and the OpenAPI document is made from the same list of members, so that both say the same. Immutable.
 *
 * @param title what the object is, as generated clients name it
 * @param members what it has, in this order
 * @param <T> what is shown
 */
record Shape<T>(String title, List<Member<T>> members) {
    static <T> Shape<T> of(String title) {
        return new Shape<>(title, List.of());
    }

    Shape<T> with(String name, Schema schema, Writer<T> writer) {
        return plus(new Member<>(new Property(name, schema, true), value -> true, writer));
    }

    Shape<T> when(Predicate<T> present, String name, Schema schema, Writer<T> writer) {
        return plus(new Member<>(new Property(name, schema, false), present, writer));
    }

    Shape<T> titled(String other) {
        return new Shape<>(other, members);
    }

    void write(Json json, T value) {
        for (Member<T> member : members) {
            if (member.present().test(value)) {
                member.writer().write(json, member.property().name(), value);
            }
        }
    }

    byte[] bytes(T value) {
        return Json.object(json -> write(json, value));
    }

    Schema schema(String description) {
        return Schema.object(description, members.stream().map(Member::property).toList())
                .and(json -> json.text("title", title));
    }

    private Shape<T> plus(Member<T> member) {
        return new Shape<>(
                title, Stream.concat(members.stream(), Stream.of(member)).toList());
    }

    /** Writes one member. */
    interface Writer<T> {
        void write(Json json, String name, T value);
    }

    /**
     * A member.
     *
     * @param property as it is described
     * @param present of what it is shown
     * @param writer as it is written
     * @param <T> what is shown
     */
    record Member<T>(Property property, Predicate<T> present, Writer<T> writer) {}
}
