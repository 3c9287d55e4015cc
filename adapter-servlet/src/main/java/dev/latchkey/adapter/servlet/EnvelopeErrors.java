package dev.latchkey.adapter.servlet;

import dev.latchkey.adapter.servlet.Schema.Property;
import dev.latchkey.ports.query.RateDecision;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code {"error":{"code":"...","message":"..."},"request_id":"..."}}.
 *
 * @param nouns the host's words
 * @param clock tells when a bucket is full again
 * @param ids the ids of requests
 */
record EnvelopeErrors(Nouns nouns, Clock clock, RequestIds ids) implements ErrorShape {
    private static final String LIMIT = "X-RateLimit-Limit";
    private static final String REMAINING = "X-RateLimit-Remaining";
    private static final String RESET = "X-RateLimit-Reset";

    @Override
    public String contentType() {
        return Json.TYPE;
    }

    @Override
    public Map<String, String> headers(HttpServletRequest request) {
        return Map.of(RequestIds.HEADER, ids.of(request));
    }

    @Override
    public byte[] body(Failure failure, HttpServletRequest request) {
        return Json.object(json -> {
            json.object("error", error -> {
                error.text("code", failure.reason().envelopeCode(nouns));
                error.text("message", failure.detail());
                if (!failure.fields().isEmpty()) {
                    error.object("details", details -> failure.fields().forEach(details::text));
                }
            });
            json.text("request_id", ids.of(request));
        });
    }

    @Override
    public Schema schema(int status, Set<Reason> reasons) {
        List<String> codes = reasons.stream()
                .map(reason -> reason.envelopeCode(nouns))
                .distinct()
                .toList();
        List<Property> error = new ArrayList<>();
        error.add(new Property("code", Schema.oneOf("Which problem it is.", codes), true));
        error.add(new Property("message", Schema.text("One sentence for the developer of the client."), true));
        if (status == 400) {
            error.add(new Property("details", ErrorShape.details(), true));
        }
        return Schema.object(
                "An error.",
                List.of(
                        new Property("error", Schema.object("What is wrong.", error), true),
                        new Property("request_id", RequestIds.schema(), true)));
    }

    @Override
    public List<HeaderField> fields() {
        return List.of(new HeaderField(RequestIds.HEADER, true, RequestIds.schema()));
    }

    @Override
    public List<HeaderField> rateFields() {
        return List.of(
                HeaderField.rate(LIMIT, Schema.of("integer", "How many requests the limit allows at once.")),
                HeaderField.rate(REMAINING, Schema.of("integer", "How many are left of them.")),
                HeaderField.rate(RESET, Schema.of("integer", "The Unix second in which all of them are there again.")));
    }

    /** The reset is the second in which the bucket is full again, or the one after it. */
    @Override
    public Map<String, String> rate(RateDecision rate) {
        Instant now = clock.instant();
        // A quota may take longer than there are instants for.
        long full = now.getEpochSecond() + Failures.seconds(rate.untilFull().plusNanos(now.getNano()));
        return Map.of(
                LIMIT, Long.toString(rate.limit().burst()),
                REMAINING, Long.toString(rate.remaining()),
                RESET, Long.toString(full));
    }
}
