package dev.latchkey.transfer;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The members of a line, written into memory, where writing cannot fail. What has no value is left out. */
final class JsonOut {
    private static final DateTimeFormatter INSTANT = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final JsonGenerator generator;

    JsonOut(JsonGenerator generator) {
        this.generator = generator;
    }

    void braces(Consumer<JsonOut> members) {
        write(JsonGenerator::writeStartObject);
        members.accept(this);
        write(JsonGenerator::writeEndObject);
    }

    void text(String name, @Nullable Object value) {
        if (value != null) {
            write(g -> g.writeStringField(name, value.toString()));
        }
    }

    void instant(String name, @Nullable Instant value) {
        text(name, value == null ? null : INSTANT.format(value));
    }

    void number(String name, long value) {
        write(g -> g.writeNumberField(name, value));
    }

    void flag(String name, boolean value) {
        write(g -> g.writeBooleanField(name, value));
    }

    void object(String name, Consumer<JsonOut> members) {
        write(g -> g.writeFieldName(name));
        braces(members);
    }

    void texts(String name, Iterable<?> values) {
        array(name, values, value -> write(g -> g.writeString(value.toString())));
    }

    <T> void objects(String name, Iterable<T> values, Consumer<T> members) {
        array(name, values, value -> braces(json -> members.accept(value)));
    }

    private <T> void array(String name, Iterable<T> values, Consumer<T> each) {
        write(g -> g.writeArrayFieldStart(name));
        values.forEach(each);
        write(JsonGenerator::writeEndArray);
    }

    private void write(Step step) {
        try {
            step.on(generator);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Step {
        void on(JsonGenerator generator) throws IOException;
    }
}
