package dev.latchkey.http.internal.endpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import dev.latchkey.http.internal.error.ApiErrorException;
import dev.latchkey.http.internal.error.ApiErrors;
import dev.latchkey.http.internal.error.FieldProblem;
import dev.latchkey.http.spi.Body;
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
final class JsonBody {
    public static final int MAX_BYTES = 16 * 1024;

    private static final int MAX_DEPTH = 16;

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

    private JsonBody(Map<String, Object> members, ApiErrors errors) {
        this.members = members;
        this.errors = errors;
    }

    /**
     * Reads a body.
     *
     * @param known the members that it may have
     */
    public static JsonBody of(Body body, BodyMembers known, ApiErrors errors) {
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
        for (String name : members.keySet()) {
            if (!known.has(name)) {
                throw new ApiErrorException(known.unknown(name, errors));
            }
        }
        return new JsonBody(members, errors);
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

    /** Returns an array of texts; null when it is absent or null. */
    public @Nullable List<String> optionalTexts(String field) {
        Object value = members.get(field);
        if (value == null || value == JsonToken.VALUE_NULL) {
            return null;
        }
        if (value instanceof Texts texts) {
            return texts.values();
        }
        throw new ApiErrorException(errors.invalid(field, FieldProblem.NO_ARRAY_OF_STRINGS));
    }

    private String text(String field, Object value) {
        if (value instanceof String text) {
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
        Map<String, Object> members = new LinkedHashMap<>();
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not an object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                members.put(name, value(parser, parser.nextToken()));
            }
            if (parser.nextToken() != null) {
                throw new IOException("more than one value");
            }
        }
        return members;
    }

    private static Object value(JsonParser parser, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        if (token != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return token;
        }
        List<String> texts = new ArrayList<>();
        boolean onlyTexts = true;
        for (JsonToken item = parser.nextToken(); item != JsonToken.END_ARRAY; item = parser.nextToken()) {
            if (item == JsonToken.VALUE_STRING) {
                texts.add(parser.getText());
            } else {
                onlyTexts = false;
                parser.skipChildren();
            }
        }
        return onlyTexts ? new Texts(texts) : token;
    }

    private record Texts(List<String> values) {}
}
