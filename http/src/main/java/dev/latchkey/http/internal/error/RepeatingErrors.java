package dev.latchkey.http.internal.error;

import dev.latchkey.http.internal.json.HeaderSchema;
import dev.latchkey.http.internal.json.JsonSchema;
import dev.latchkey.http.internal.json.JsonSchema.Property;
import dev.latchkey.http.spi.HeaderFields;
import dev.latchkey.ports.query.RateDecision;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The format of a style in which nothing that a client sent is repeated if it may be a raw key or is long. Every error
 * passes here.
 *
 * @param style the format
 * @param client what is repeated
 */
public record RepeatingErrors(ErrorFormat style, ClientText client) implements ErrorFormat {
    @Override
    public String contentType() {
        return style.contentType();
    }

    @Override
    public ErrorContext context(String path, @Nullable String requestId) {
        return style.context(client.path(path), requestId == null || client.hasRawKey(requestId) ? null : requestId);
    }

    @Override
    public HeaderFields headers(ErrorContext context) {
        return style.headers(context);
    }

    @Override
    public List<HeaderSchema> fields() {
        return style.fields();
    }

    @Override
    public byte[] body(ApiError error, ErrorContext context) {
        Map<String, String> fields = new LinkedHashMap<>();
        error.fields().forEach((name, problem) -> fields.put(client.repeated(name), client.repeated(problem)));
        ApiError repeated = new ApiError(
                error.code(), error.summary(), client.repeated(error.detail()), fields, error.headers(), error.more());
        return style.body(repeated, context);
    }

    @Override
    public JsonSchema schema(String name, int status, Set<ErrorCode> reasons, List<Property> more) {
        return style.schema(name, status, reasons, more);
    }

    @Override
    public Map<String, String> rate(RateDecision rate) {
        return style.rate(rate);
    }

    @Override
    public List<HeaderSchema> rateFields() {
        return style.rateFields();
    }
}
