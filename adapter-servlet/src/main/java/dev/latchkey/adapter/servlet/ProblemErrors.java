package dev.latchkey.adapter.servlet;

import dev.latchkey.core.key.RateLimit;
import dev.latchkey.ports.spi.RateDecision;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;

/**
 * RFC 9457. The type is {@code about:blank}, so the title is the status in words; what tells reasons apart is the code.
 *
 * @param nouns the host's words
 */
record ProblemErrors(Nouns nouns) implements ErrorShape {
    private static final Map<Integer, String> TITLES = Map.ofEntries(
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(409, "Conflict"),
            Map.entry(413, "Content Too Large"),
            Map.entry(415, "Unsupported Media Type"),
            Map.entry(422, "Unprocessable Content"),
            Map.entry(429, "Too Many Requests"),
            Map.entry(503, "Service Unavailable"));

    /** The largest integer of RFC 9651. */
    private static final long MAX = 999_999_999_999_999L;

    @Override
    public String contentType() {
        return "application/problem+json";
    }

    @Override
    public byte[] body(Failure failure, HttpServletRequest request) {
        return Json.object(json -> {
            json.text("type", "about:blank");
            json.text("title", TITLES.getOrDefault(failure.status(), "Error"));
            json.number("status", failure.status());
            json.text("detail", failure.detail());
            // Without the query, in which people put what should not be repeated.
            json.text("instance", request.getRequestURI());
            json.text("code", failure.reason().code(nouns));
        });
    }

    /**
     * As in draft-ietf-httpapi-ratelimit-headers-10: quota and window of the policy, what remains, and the seconds until it is
     * all there again.
     */
    @Override
    public Map<String, String> rate(RateDecision rate) {
        RateLimit limit = rate.limit();
        long window =
                Failures.seconds(limit.period().multipliedBy(limit.burst()).dividedBy(limit.tokens()));
        long untilFull = Failures.seconds(rate.untilFull());
        return Map.of(
                "RateLimit-Policy", "\"default\";q=" + limit.burst() + ";w=" + Math.min(window, MAX),
                "RateLimit", "\"default\";r=" + rate.remaining() + ";t=" + Math.min(untilFull, MAX));
    }
}
