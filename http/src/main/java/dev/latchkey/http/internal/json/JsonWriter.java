package dev.latchkey.http.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import dev.latchkey.core.format.RawKey;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes small JSON documents into memory, where writing cannot fail. */
public final class JsonWriter {
    public static final String TYPE = "application/json";

    /** Without buffers that the container's threads would keep: they hold the class loader, and what was written. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .build();

    private static final DateTimeFormatter INSTANT = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final JsonGenerator generator;

    private JsonWriter(JsonGenerator generator) {
        this.generator = generator;
    }

    public static byte[] object(Consumer<JsonWriter> members) {
        return document(json -> json.braces(members));
    }

    public static <T> byte[] array(Iterable<T> items, BiConsumer<JsonWriter, T> members) {
        return document(json -> json.brackets(items, item -> json.braces(members(members, item))));
    }

    public <T> void array(String name, Iterable<T> items, BiConsumer<JsonWriter, T> members) {
        write(g -> g.writeFieldName(name));
        brackets(items, item -> braces(members(members, item)));
    }

    public void texts(String name, Iterable<String> values) {
        write(g -> g.writeFieldName(name));
        brackets(values, value -> write(g -> g.writeString(value)));
    }

    public void object(String name, Consumer<JsonWriter> members) {
        write(g -> g.writeFieldName(name));
        braces(members);
    }

    /** Writes an object; null if there is no value. */
    public <T> void object(String name, @Nullable T value, BiConsumer<JsonWriter, T> members) {
        if (value == null) {
            text(name, null);
        } else {
            object(name, members(members, value));
        }
    }

    public void text(String name, @Nullable String value) {
        write(g -> g.writeStringField(name, value));
    }

    public void number(String name, long value) {
        write(g -> g.writeNumberField(name, value));
    }

    public void bool(String name, boolean value) {
        write(g -> g.writeBooleanField(name, value));
    }

    public void instant(String name, @Nullable Instant value) {
        text(name, value == null ? null : INSTANT.format(value));
    }

    /** Writes a raw key. No other code writes its characters to the wire. */
    public void rawKey(String name, @Nullable RawKey value) {
        text(name, value == null ? null : value.reveal());
    }

    private void braces(Consumer<JsonWriter> members) {
        write(JsonGenerator::writeStartObject);
        members.accept(this);
        write(JsonGenerator::writeEndObject);
    }

    private <T> void brackets(Iterable<T> items, Consumer<T> each) {
        write(JsonGenerator::writeStartArray);
        items.forEach(each);
        write(JsonGenerator::writeEndArray);
    }

    private static <T> Consumer<JsonWriter> members(BiConsumer<JsonWriter, T> members, T item) {
        return json -> members.accept(json, item);
    }

    private static byte[] document(Consumer<JsonWriter> content) {
        // Characters first: whatever a host's label holds, even half a surrogate pair, becomes bytes without an
        // exception.
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(text)) {
            content.accept(new JsonWriter(generator));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
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
