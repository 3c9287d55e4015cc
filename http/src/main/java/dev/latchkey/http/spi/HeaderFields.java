package dev.latchkey.http.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Header fields of a response, each name once. Immutable.
 *
 * @param fields the fields in the order in which they are written
 */
public record HeaderFields(List<Field> fields) {
    /** No fields. */
    public static final HeaderFields NONE = new HeaderFields(List.of());

    /** Copies the fields. */
    public HeaderFields {
        fields = List.copyOf(fields);
    }

    /**
     * Makes fields of a map.
     *
     * @param values the values by name
     * @return the fields, in the order of the map
     */
    public static HeaderFields of(Map<String, String> values) {
        return values.isEmpty() ? NONE : NONE.with(values);
    }

    /**
     * Returns these fields with another one, which replaces a field of this name.
     *
     * @param name the name
     * @param value the value
     * @return new fields
     */
    public HeaderFields with(String name, String value) {
        return with(Map.of(name, value));
    }

    /**
     * Returns these fields with others, which replace fields of their names.
     *
     * @param values the values by name
     * @return new fields
     */
    public HeaderFields with(Map<String, String> values) {
        if (values.isEmpty()) {
            return this;
        }
        List<Field> all = new ArrayList<>(fields);
        values.forEach((name, value) -> {
            all.removeIf(field -> field.name().equalsIgnoreCase(name));
            all.add(new Field(name, value));
        });
        return new HeaderFields(all);
    }

    /**
     * Returns the value of a field.
     *
     * @param name the name, in any case
     * @return the value; empty when there is no such field
     */
    public Optional<String> value(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .findFirst();
    }

    /**
     * Hands each field to an action.
     *
     * @param action takes name and value
     */
    public void forEach(BiConsumer<String, String> action) {
        fields.forEach(field -> action.accept(field.name(), field.value()));
    }

    /**
     * A header field.
     *
     * @param name its name
     * @param value its value, of visible ASCII characters and spaces
     */
    public record Field(String name, String value) {}
}
