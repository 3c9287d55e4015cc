package dev.latchkey.adapter.servlet;

/** How refused requests are answered. The statuses and the headers are the same in every style, the bodies differ. */
public enum ErrorStyle {
    /**
     * {@code {"error":"Unauthorized"}}, with a {@code code} where one status has several reasons (403, 404, 409) and {@code
     * details} by field on 400. Of a rate limit it tells {@code Retry-After} alone.
     */
    FLAT,

    /**
     * RFC 9457 {@code application/problem+json} with a {@code code}; rate limits as {@code RateLimit-Policy} and {@code
     * RateLimit} of the current IETF draft.
     */
    PROBLEM;

    ErrorShape shape() {
        return switch (this) {
            case FLAT -> new FlatErrors();
            case PROBLEM -> new ProblemErrors();
        };
    }
}
