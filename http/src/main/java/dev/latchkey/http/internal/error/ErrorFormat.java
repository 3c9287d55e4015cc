package dev.latchkey.http.internal.error;

import dev.latchkey.http.internal.json.HeaderSchema;
import dev.latchkey.http.internal.json.JsonSchema;
import dev.latchkey.http.internal.json.JsonSchema.Property;
import dev.latchkey.http.spi.HeaderFields;
import dev.latchkey.ports.query.RateDecision;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The format that a style has for errors and for rate limits. Safe for use by several threads. */
public interface ErrorFormat {
    String contentType();

    /**
     * Returns what an error says of the request that it answers.
     *
     * @param path the path of the request
     * @param requestId the id that the request brings; null if it brings none
     */
    default ErrorContext context(String path, @Nullable String requestId) {
        return new ErrorContext(path, requestId == null ? "" : requestId);
    }

    /** Returns the header fields of every answer to a request, whatever becomes of it. */
    default HeaderFields headers(ErrorContext context) {
        return HeaderFields.NONE;
    }

    /** Describes {@link #headers}. */
    default List<HeaderSchema> fields() {
        return List.of();
    }

    byte[] body(ApiError error, ErrorContext context);

    /** Describes {@link #body} of errors of one status, under a name. */
    JsonSchema schema(String name, int status, Set<ErrorCode> reasons, List<Property> more);

    /** Returns the headers that tell what a rate limit has left, on every response to which one applies. */
    Map<String, String> rate(RateDecision rate);

    /** Describes {@link #rate}. */
    default List<HeaderSchema> rateFields() {
        return List.of();
    }

    /** Describes the fields of an error. */
    static JsonSchema details() {
        return JsonSchema.of("object", "The problem of each field, by its name.")
                .and(json -> json.object("additionalProperties", JsonSchema.text("The problem.")::write));
    }
}
