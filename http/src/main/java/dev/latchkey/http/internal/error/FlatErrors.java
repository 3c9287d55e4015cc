package dev.latchkey.http.internal.error;

import dev.latchkey.http.internal.json.JsonSchema;
import dev.latchkey.http.internal.json.JsonSchema.Property;
import dev.latchkey.http.internal.json.JsonWriter;
import dev.latchkey.ports.query.RateDecision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code {"error":"...","code":"..."}}.
 *
 * @param nouns the host's words
 */
public record FlatErrors(Nouns nouns) implements ErrorFormat {
    /** The statuses that have several codes which a client must tell apart. */
    private static final Set<Integer> WITH_CODE = Set.of(403, 404, 409, 422);

    @Override
    public String contentType() {
        return JsonWriter.TYPE;
    }

    @Override
    public byte[] body(ApiError error, ErrorContext context) {
        return JsonWriter.object(json -> {
            json.text("error", error.summary());
            if (hasCode(error.status(), Set.of(error.code()))) {
                json.text("code", error.code().code(nouns));
            }
            if (!error.fields().isEmpty()) {
                json.object("details", details -> error.fields().forEach(details::text));
            }
            error.more().accept(json);
        });
    }

    /** Tells whether the answer has a code, as it has where a status has several reasons. */
    private static boolean hasCode(int status, Set<ErrorCode> reasons) {
        return WITH_CODE.contains(status) || (status < 500 && reasons.stream().anyMatch(ErrorCode::isOfManagement));
    }

    @Override
    public JsonSchema schema(String name, int status, Set<ErrorCode> reasons, List<Property> more) {
        List<Property> properties = new ArrayList<>();
        properties.add(new Property("error", JsonSchema.text("The error."), true));
        if (hasCode(status, reasons)) {
            properties.add(new Property(
                    "code",
                    JsonSchema.oneOf(
                            "The code of the problem.",
                            reasons.stream().map(reason -> reason.code(nouns)).toList()),
                    true));
        }
        if (status == 400) {
            properties.add(new Property("details", ErrorFormat.details(), true));
        }
        properties.addAll(more);
        return JsonSchema.object("An error.", properties).named(name);
    }

    @Override
    public Map<String, String> rate(RateDecision rate) {
        return Map.of();
    }
}
