package dev.latchkey.transfer;

import dev.latchkey.core.InvalidValueException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A line, or an object in it. Members that nobody asks for are ignored: a newer release may have written them. */
final class JsonLine {
    private final long line;
    private final Map<?, ?> members;

    JsonLine(long line, Map<?, ?> members) {
        this.line = line;
        this.members = members;
    }

    long line() {
        return line;
    }

    /** Reads a value of this line, whose model refuses what is out of bounds. */
    <T> T read(Function<JsonLine, T> reader) {
        try {
            return reader.apply(this);
        } catch (InvalidValueException | IllegalArgumentException | DateTimeException | ArithmeticException e) {
            // Not the exception, which may quote what was read.
            String problem = e instanceof InvalidValueException ? ": " + e.getMessage() : "";
            throw TransferException.at(line, "has an invalid value" + problem);
        }
    }

    boolean has(String name) {
        return members.containsKey(name);
    }

    String text(String name) {
        return kept(name, of(name, String.class));
    }

    @Nullable String textOrNull(String name) {
        String text = ofOrNull(name, String.class);
        return text == null ? null : kept(name, text);
    }

    /** Refuses what no export has: control characters and lone surrogates, which some databases refuse or replace. */
    private String kept(String name, String text) {
        boolean isKept = text.codePoints()
                .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
        if (!isKept) {
            throw unreadable(name);
        }
        return text;
    }

    long number(String name) {
        return of(name, Long.class);
    }

    boolean flag(String name) {
        return of(name, Boolean.class);
    }

    UUID uuid(String name) {
        return UUID.fromString(text(name));
    }

    Instant instant(String name) {
        return Instant.parse(text(name));
    }

    @Nullable Instant instantOrNull(String name) {
        String text = textOrNull(name);
        return text == null ? null : Instant.parse(text);
    }

    <T> @Nullable T objectOrNull(String name, Function<JsonLine, T> reader) {
        Map<?, ?> object = ofOrNull(name, Map.class);
        return object == null ? null : reader.apply(new JsonLine(line, object));
    }

    <T> T object(String name, Function<JsonLine, T> reader) {
        return reader.apply(new JsonLine(line, of(name, Map.class)));
    }

    List<String> texts(String name) {
        List<String> texts = items(name, String.class);
        texts.forEach(text -> kept(name, text));
        return texts;
    }

    <T> List<T> objects(String name, Function<JsonLine, T> reader) {
        List<T> read = new ArrayList<>();
        for (Map<?, ?> item : items(name, Map.class)) {
            read.add(reader.apply(new JsonLine(line, item)));
        }
        return read;
    }

    private <T> List<T> items(String name, Class<T> type) {
        List<T> items = new ArrayList<>();
        for (Object item : of(name, List.class)) {
            if (!type.isInstance(item)) {
                throw unreadable(name);
            }
            items.add(type.cast(item));
        }
        return items;
    }

    private <T> T of(String name, Class<T> type) {
        T value = ofOrNull(name, type);
        if (value == null) {
            throw unreadable(name);
        }
        return value;
    }

    private <T> @Nullable T ofOrNull(String name, Class<T> type) {
        Object value = members.get(name);
        if (value == null || type.isInstance(value)) {
            return type.cast(value);
        }
        throw unreadable(name);
    }

    private TransferException unreadable(String name) {
        return TransferException.at(line, "has no readable member \"" + name + "\"");
    }
}
