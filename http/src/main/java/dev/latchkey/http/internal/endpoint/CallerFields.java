package dev.latchkey.http.internal.endpoint;

import dev.latchkey.Verdict;
import dev.latchkey.http.internal.error.ErrorFormat;
import dev.latchkey.http.internal.json.HeaderSchema;
import dev.latchkey.http.internal.request.ExpiryHeader;
import dev.latchkey.ports.query.RateDecision;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The fields that tell a proven caller about itself: its rate limit, and the end of its key.
 *
 * @param format the style, which names the fields of the rate limit
 * @param expiry the field of the end
 * @param clock tells how far away the end is
 */
public record CallerFields(ErrorFormat format, ExpiryHeader expiry, Clock clock) {
    /** Returns the fields of every answer to a request with this verdict. */
    public Map<String, String> of(Verdict verdict) {
        RateDecision rate = verdict.rate();
        Map<String, String> end = expiry.of(verdict.caller(), clock);
        if (rate == null) {
            return end;
        }
        if (end.isEmpty()) {
            return format.rate(rate);
        }
        Map<String, String> both = new HashMap<>(format.rate(rate));
        both.putAll(end);
        return both;
    }

    /** Describes {@link #of}. */
    public List<HeaderSchema> schemas() {
        return Stream.concat(format.rateFields().stream(), Stream.of(expiry.schema()))
                .toList();
    }
}
