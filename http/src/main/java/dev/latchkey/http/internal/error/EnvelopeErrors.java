package dev.latchkey.http.internal.error;

import dev.latchkey.http.internal.json.HeaderSchema;
import dev.latchkey.http.internal.json.JsonSchema;
import dev.latchkey.http.internal.json.JsonSchema.Property;
import dev.latchkey.http.internal.json.JsonWriter;
import dev.latchkey.http.internal.request.RequestIds;
import dev.latchkey.http.spi.HeaderFields;
import dev.latchkey.ports.query.RateDecision;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code {"error":{"code":"...","message":"..."},"request_id":"..."}}.
 *
 * @param nouns the host's words
 * @param clock tells when a bucket is full again
 * @param ids the ids of requests
 */
public record EnvelopeErrors(Nouns nouns, Clock clock, RequestIds ids) implements ErrorFormat {
    private static final String LIMIT = "X-RateLimit-Limit";
    private static final String REMAINING = "X-RateLimit-Remaining";
    private static final String RESET = "X-RateLimit-Reset";

    @Override
    public String contentType() {
        return JsonWriter.TYPE;
    }

    @Override
    public ErrorContext context(String path, @Nullable String requestId) {
        return new ErrorContext(path, requestId == null ? ids.fresh() : requestId);
    }

    @Override
    public HeaderFields headers(ErrorContext context) {
        return HeaderFields.NONE.with(RequestIds.HEADER, context.requestId());
    }

    @Override
    public byte[] body(ApiError error, ErrorContext context) {
        return JsonWriter.object(json -> {
            json.object("error", member -> {
                member.text("code", error.code().envelopeCode(nouns));
                member.text("message", error.detail());
                if (!error.fields().isEmpty()) {
                    member.object("details", details -> error.fields().forEach(details::text));
                }
                error.more().accept(member);
            });
            json.text("request_id", context.requestId());
        });
    }

    @Override
    public JsonSchema schema(String name, int status, Set<ErrorCode> reasons, List<Property> more) {
        List<String> codes = reasons.stream()
                .map(reason -> reason.envelopeCode(nouns))
                .distinct()
                .toList();
        List<Property> error = new ArrayList<>();
        error.add(new Property("code", JsonSchema.oneOf("The code of the problem.", codes), true));
        error.add(new Property("message", JsonSchema.text("One sentence for the developer of the client."), true));
        if (status == 400) {
            error.add(new Property("details", ErrorFormat.details(), true));
        }
        error.addAll(more);
        JsonSchema content = JsonSchema.object("The error.", error).named(name + "Content");
        return JsonSchema.object(
                        "An error.",
                        List.of(
                                new Property("error", content, true),
                                new Property("request_id", RequestIds.schema(), true)))
                .named(name);
    }

    @Override
    public List<HeaderSchema> fields() {
        return List.of(new HeaderSchema(RequestIds.HEADER, true, RequestIds.schema()));
    }

    @Override
    public List<HeaderSchema> rateFields() {
        return List.of(
                HeaderSchema.rate(LIMIT, JsonSchema.of("integer", "Requests that the limit allows in a burst.")),
                HeaderSchema.rate(REMAINING, JsonSchema.of("integer", "Requests remaining.")),
                HeaderSchema.rate(
                        RESET, JsonSchema.of("integer", "The Unix time in seconds at which the limit is full again.")));
    }

    /** Writes as the reset the second in which the bucket is full again, or the one after it. */
    @Override
    public Map<String, String> rate(RateDecision rate) {
        Instant now = clock.instant();
        // A quota may take longer than there are instants for.
        long full = now.getEpochSecond() + ApiErrors.seconds(rate.untilFull().plusNanos(now.getNano()));
        return Map.of(
                LIMIT, Long.toString(rate.limit().burst()),
                REMAINING, Long.toString(rate.remaining()),
                RESET, Long.toString(full));
    }
}
