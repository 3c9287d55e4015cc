package dev.latchkey.adapter.servlet;

import dev.latchkey.adapter.servlet.Schema.Property;
import dev.latchkey.ports.query.RateDecision;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code {"error":"...","code":"..."}}.
 *
 * @param nouns the host's words
 */
record FlatErrors(Nouns nouns) implements ErrorShape {
    /** Where one status has several reasons that a client must tell apart. */
    private static final Set<Integer> WITH_CODE = Set.of(403, 404, 409, 422);

    @Override
    public String contentType() {
        return Json.TYPE;
    }

    @Override
    public byte[] body(Failure failure, HttpServletRequest request) {
        return Json.object(json -> {
            json.text("error", failure.summary());
            if (WITH_CODE.contains(failure.status())) {
                json.text("code", failure.reason().code(nouns));
            }
            if (!failure.fields().isEmpty()) {
                json.object("details", details -> failure.fields().forEach(details::text));
            }
        });
    }

    @Override
    public Schema schema(int status, Set<Reason> reasons) {
        List<Property> properties = new ArrayList<>();
        properties.add(new Property("error", Schema.text("What is wrong."), true));
        if (WITH_CODE.contains(status)) {
            properties.add(new Property(
                    "code",
                    Schema.oneOf(
                            "Which problem it is.",
                            reasons.stream().map(reason -> reason.code(nouns)).toList()),
                    true));
        }
        if (status == 400) {
            properties.add(new Property("details", ErrorShape.details(), true));
        }
        return Schema.object("An error.", properties);
    }

    @Override
    public Map<String, String> rate(RateDecision rate) {
        return Map.of();
    }
}
