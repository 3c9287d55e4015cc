package dev.latchkey.adapter.servlet;

import dev.latchkey.ports.spi.RateDecision;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;

/**
 * {@code {"error":{"code":"...","message":"..."},"request_id":"..."}}.
 *
 * @param nouns the host's words
 * @param clock tells when a bucket is full again
 * @param ids the ids of requests
 */
record EnvelopeErrors(Nouns nouns, Clock clock, RequestIds ids) implements ErrorShape {
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

    /** The reset is the second in which the bucket is full again, or the one after it. */
    @Override
    public Map<String, String> rate(RateDecision rate) {
        Instant now = clock.instant();
        // A quota may take longer than there are instants for.
        long full = now.getEpochSecond() + Failures.seconds(rate.untilFull().plusNanos(now.getNano()));
        return Map.of(
                "X-RateLimit-Limit", Long.toString(rate.limit().burst()),
                "X-RateLimit-Remaining", Long.toString(rate.remaining()),
                "X-RateLimit-Reset", Long.toString(full));
    }
}
