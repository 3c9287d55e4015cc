package dev.latchkey.transfer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads lines, each a JSON object, one at a time. */
final class LineReader {
    private final InputStream in;
    private long lines;

    LineReader(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    long lines() {
        return lines;
    }

    /** Returns the next line, or empty at the end. */
    Optional<JsonLine> next() throws IOException {
        int first = in.read();
        if (first < 0) {
            return Optional.empty();
        }
        lines++;
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = first; next != '\n'; next = in.read()) {
            if (next < 0) {
                throw TransferException.at(lines, "is incomplete: the export was cut off");
            }
            if (line.size() == Format.MAX_LINE) {
                throw TransferException.at(lines, "is longer than " + Format.MAX_LINE + " bytes");
            }
            line.write(next);
        }
        return Optional.of(new JsonLine(lines, parse(line.toByteArray())));
    }

    private Map<String, Object> parse(byte[] line) {
        try {
            // Strictly. A parser of bytes would guess at UTF-16.
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line))
                    .toString();
            try (JsonParser parser = Format.JSON.createParser(text)) {
                if (parser.nextToken() != JsonToken.START_OBJECT) {
                    throw new IOException("not an object");
                }
                Map<String, Object> members = members(parser);
                if (parser.nextToken() != null) {
                    throw new IOException("more than one value");
                }
                return members;
            }
        } catch (IOException e) {
            // Not its message, which quotes what was read.
            throw TransferException.at(lines, "is not a JSON object");
        }
    }

    /** Members that are null are as if absent. */
    private static Map<String, Object> members(JsonParser parser) throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            if (token != JsonToken.VALUE_NULL) {
                members.put(name, value(parser, token));
            }
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
