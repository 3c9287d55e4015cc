package dev.latchkey.http.internal.endpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import dev.latchkey.http.internal.error.ApiErrorException;
import dev.latchkey.http.internal.error.ApiErrors;
import dev.latchkey.http.internal.error.ClientText;
import dev.latchkey.http.internal.error.FieldProblem;
import dev.latchkey.http.spi.Body;
import dev.latchkey.http.spi.RequestHead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request: one JSON object, read strictly. A body with a member that is unknown or that occurs twice is
 * refused, and so is one that is too deep, cut off, or followed by something else.
 */
public final class JsonBody {
    public static final int MAX_BYTES = 16 * 1024;

    private static final int MAX_DEPTH = 16;

    /** Beyond this, a double may stand for another whole number than the one that was sent. */
    private static final double LARGEST_EXACT = 1L << 53;

    /**
     * Names come from clients: none of them is kept in a table that all requests share. Nor is any buffer kept by the
     * container's threads, which would hold the class loader.
     */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    private final Map<String, Object> members;
    private final ApiErrors errors;
    private final ClientText client;

    private JsonBody(Map<String, Object> members, ApiErrors errors, ClientText client) {
        this.members = members;
        this.errors = errors;
        this.client = client;
    }

    /**
     * Reads a body.
     *
     * @param known the members that it may have
     */
    public static JsonBody of(Body body, BodyMembers known, ApiErrors errors, ClientText client) {
        if (body.isTooLarge()) {
            throw new ApiErrorException(errors.bodyTooLarge(MAX_BYTES));
        }
        if (body.isLate()) {
            throw new ApiErrorException(errors.bodyTimeout());
        }
        if (body.isUnreadable()) {
            throw new ApiErrorException(errors.invalid("body", FieldProblem.UNREADABLE));
        }
        Map<String, Object> members;
        try {
            members = parse(text(body.bytes()));
        } catch (IOException e) {
            // Not its message, which quotes what was sent.
            throw new ApiErrorException(errors.invalid("body", FieldProblem.NO_JSON_OBJECT));
        }
        return new JsonBody(members, errors, client).known(known);
    }

    /** Reads a body that may be left out, which is as an object without members. */
    public static JsonBody optional(
            RequestHead request, Body body, BodyMembers known, ApiErrors errors, ClientText client) {
        boolean read = !body.isTooLarge() && !body.isLate() && !body.isUnreadable();
        if (read && body.bytes().length == 0) {
            return new JsonBody(Map.of(), errors, client);
        }
        if (read) {
            MediaType.check(request, errors);
        }
        return of(body, known, errors, client);
    }

    private JsonBody known(BodyMembers known) {
        for (String name : members.keySet()) {
            if (!known.has(name)) {
                throw new ApiErrorException(known.unknown(name, errors));
            }
        }
        return this;
    }

    /** Tells whether a member is there, also if it is null. */
    public boolean has(String field) {
        return members.containsKey(field);
    }

    /** Tells whether a member is there and null. */
    public boolean isNull(String field) {
        return members.get(field) == JsonToken.VALUE_NULL;
    }

    /** Returns this body without the members that are null, for requests to which null is as if absent. */
    public JsonBody withoutNulls() {
        Map<String, Object> given = new LinkedHashMap<>(members);
        given.values().removeIf(value -> value == JsonToken.VALUE_NULL);
        return new JsonBody(given, errors, client);
    }

    /** Returns a truth value; false if it is absent or null. */
    public boolean isTrue(String field) {
        Object value = optional(field);
        if (value == null || value instanceof Boolean) {
            return Boolean.TRUE.equals(value);
        }
        throw new ApiErrorException(errors.invalid(field, FieldProblem.NO_BOOLEAN));
    }

    /** Returns a whole number. */
    public long number(String field) {
        Object value = optional(field);
        if (value instanceof Long number) {
            return number;
        }
        throw new ApiErrorException(
                errors.invalid(field, value == null ? FieldProblem.REQUIRED : FieldProblem.NO_NUMBER));
    }

    /** Returns the objects of an array; null if it is absent or null. */
    public @Nullable List<JsonBody> optionalObjects(String field, BodyMembers known) {
        Object value = optional(field);
        if (value == null) {
            return null;
        }
        List<JsonBody> objects = new ArrayList<>();
        if (value instanceof List<?> items) {
            for (Object item : items) {
                Map<String, Object> object = object(item);
                if (object == null) {
                    break;
                }
                objects.add(new JsonBody(object, errors, client).known(known));
            }
            if (objects.size() == items.size()) {
                return objects;
            }
        }
        throw new ApiErrorException(errors.invalid(field, FieldProblem.NO_ARRAY_OF_OBJECTS));
    }

    private static @Nullable Map<String, Object> object(Object item) {
        if (!(item instanceof Map<?, ?> members)) {
            return null;
        }
        Map<String, Object> object = new LinkedHashMap<>();
        members.forEach((name, value) -> object.put((String) name, value));
        return object;
    }

    private @Nullable Object optional(String field) {
        Object value = members.get(field);
        return value == JsonToken.VALUE_NULL ? null : value;
    }

    /** Returns a text that is required. */
    public String text(String field) {
        Object value = members.get(field);
        if (value == null) {
            throw new ApiErrorException(errors.invalid(field, FieldProblem.REQUIRED));
        }
        return text(field, value);
    }

    /** Returns a text; null when it is absent or null. */
    public @Nullable String optionalText(String field) {
        Object value = members.get(field);
        return value == null || value == JsonToken.VALUE_NULL ? null : text(field, value);
    }

    /** Returns a text that may be a raw key, or contain one; null when it is absent or null. */
    public @Nullable String optionalSecret(String field) {
        Object value = optional(field);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw new ApiErrorException(errors.invalid(field, FieldProblem.NO_STRING));
    }

    /** Returns an array of texts; null when it is absent or null. */
    public @Nullable List<String> optionalTexts(String field) {
        Object value = members.get(field);
        if (value == null || value == JsonToken.VALUE_NULL) {
            return null;
        }
        if (value instanceof List<?> items && items.stream().allMatch(String.class::isInstance)) {
            return items.stream().map(item -> text(field, item)).toList();
        }
        throw new ApiErrorException(errors.invalid(field, FieldProblem.NO_ARRAY_OF_STRINGS));
    }

    /** Returns a text, which may get into a column, an event or a log: no raw key may. */
    private String text(String field, Object value) {
        if (value instanceof String text) {
            if (client.hasRawKey(text)) {
                throw new ApiErrorException(errors.invalid(field, FieldProblem.RAW_KEY));
            }
            return text;
        }
        throw new ApiErrorException(errors.invalid(field, FieldProblem.NO_STRING));
    }

    /** Decodes strictly. A parser of bytes would guess at UTF-16. */
    private static String text(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    /** Keeps a text as itself, an array of texts as these, and anything else as the token with which it begins. */
    private static Map<String, Object> parse(String text) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not an object");
            }
            Map<String, Object> members = members(parser);
            if (parser.nextToken() != null) {
                throw new IOException("more than one value");
            }
            return members;
        }
    }

    private static Object whole(double number, JsonToken otherwise) {
        boolean exact = number == Math.rint(number) && Math.abs(number) <= LARGEST_EXACT;
        return exact ? (Object) (long) number : otherwise;
    }

    private static Map<String, Object> members(JsonParser parser) throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            members.put(name, value(parser, parser.nextToken()));
        }
        return members;
    }

    /** Returns text, a truth value, a whole number, a list or a map; for everything else its token. */
    private static Object value(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE, VALUE_FALSE -> token == JsonToken.VALUE_TRUE;
            case VALUE_NUMBER_INT -> {
                boolean fits = parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
                yield fits ? parser.getLongValue() : token;
            }
            // To JSON Schema 1.0 is an integer too.
            case VALUE_NUMBER_FLOAT -> whole(parser.getDoubleValue(), token);
            case START_ARRAY -> {
                List<Object> items = new ArrayList<>();
                for (JsonToken item = parser.nextToken(); item != JsonToken.END_ARRAY; item = parser.nextToken()) {
                    items.add(value(parser, item));
                }
                yield items;
            }
            case START_OBJECT -> members(parser);
            default -> token;
        };
    }
}
