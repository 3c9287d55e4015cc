package dev.latchkey.http.internal.endpoint;

import dev.latchkey.http.internal.error.ApiErrorException;
import dev.latchkey.http.internal.error.ApiErrors;
import dev.latchkey.http.internal.error.FieldProblem;
import dev.latchkey.http.spi.RequestHead;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a query, each at most once. An empty one is as if absent. One that is not known is refused: a
 * filter that was ignored would show too much.
 *
 * @param values the values by name
 */
public record QueryParameters(Map<String, String> values) {
    public static QueryParameters of(RequestHead request, Set<String> known, ApiErrors errors) {
        Map<String, String> values = new LinkedHashMap<>();
        String query = request.rawQuery();
        for (String pair : (query == null ? "" : query).split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals), errors);
            String value = decoded(equals < 0 ? "" : pair.substring(equals + 1), errors);
            if (!name.isEmpty() && !known.contains(name)) {
                throw new ApiErrorException(errors.invalid("query", FieldProblem.UNKNOWN_PARAMETER));
            }
            if (!value.isEmpty() && values.put(name, value) != null) {
                throw new ApiErrorException(errors.invalid(name, FieldProblem.REPEATED));
            }
        }
        return new QueryParameters(values);
    }

    public @Nullable String get(String name) {
        return values.get(name);
    }

    /** Decodes the escapes of a form. */
    private static String decoded(String text, ApiErrors errors) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length() * 3);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                boolean whole = i + 2 < text.length();
                int high = whole ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = whole ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    throw new ApiErrorException(errors.invalid("query", FieldProblem.BAD_ESCAPE));
                }
                bytes.put((byte) (high * 16 + low));
                i += 2;
            } else {
                bytes.put(c == '+' ? new byte[] {' '} : String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new ApiErrorException(errors.invalid("query", FieldProblem.BAD_ESCAPE));
        }
    }
}
