package dev.latchkey.http;

import dev.latchkey.http.internal.error.EnvelopeErrors;
import dev.latchkey.http.internal.error.ErrorFormat;
import dev.latchkey.http.internal.error.FlatErrors;
import dev.latchkey.http.internal.error.Nouns;
import dev.latchkey.http.internal.error.ProblemErrors;
import dev.latchkey.http.internal.request.RequestIds;
import java.time.Clock;

/** The style of answers to refused requests. Statuses and headers are equal in every style. Bodies differ. */
public enum ErrorStyle {
    /**
     * {@code {"error":"Unauthorized"}}, with a {@code code} where one status has several reasons (403, 404, 409, 422)
     * and {@code details} by field on 400. Of a rate limit only {@code Retry-After} is sent.
     */
    FLAT,

    /**
     * RFC 9457 {@code application/problem+json} with a {@code code}; rate limits as {@code RateLimit-Policy} and {@code
     * RateLimit} of the current IETF draft.
     */
    PROBLEM,

    /**
     * {@code {"error":{"code":"...","message":"..."},"request_id":"..."}} with codes in small letters and
     * {@code details} by field on 400. The request id is the one that {@code X-Request-Id} brings, or a new one, and
     * goes back in that header with every answer; rate limits as {@code X-RateLimit-Limit}, {@code -Remaining} and
     * {@code -Reset}.
     */
    ENVELOPE;

    ErrorFormat format(Nouns nouns, Clock clock) {
        return switch (this) {
            case FLAT -> new FlatErrors(nouns);
            case PROBLEM -> new ProblemErrors(nouns);
            case ENVELOPE -> new EnvelopeErrors(nouns, clock, new RequestIds());
        };
    }
}
