package dev.latchkey.adapter.servlet;

import dev.latchkey.adapter.servlet.Schema.Property;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.ports.query.RateDecision;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * RFC 9457. The type is {@code about:blank}, so the title is the status in words; what tells reasons apart is the code.
 *
 * @param nouns the host's words
 */
record ProblemErrors(Nouns nouns) implements ErrorShape {
    private static final Pattern NOT_IN_A_PATH = Pattern.compile("%(?![0-9A-Fa-f]{2})|[^%A-Za-z0-9._~!$&'()*+,;=:@/-]");
    private static final HexFormat ESCAPE = HexFormat.ofDelimiter("%").withUpperCase();

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
            json.text("title", Reason.title(failure.status()));
            json.number("status", failure.status());
            json.text("detail", failure.detail());
            // Without the query, in which people put what should not be repeated.
            json.text("instance", reference(request.getRequestURI()));
            json.text("code", failure.reason().code(nouns));
        });
    }

    /** Containers take characters in a path that no URI has. They are escaped as in RFC 3986. */
    private static String reference(String path) {
        return NOT_IN_A_PATH
                .matcher(path)
                .replaceAll(found -> "%" + ESCAPE.formatHex(found.group().getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public Schema schema(int status, Set<Reason> reasons) {
        return Schema.object(
                "A problem as in RFC 9457.",
                List.of(
                        new Property(
                                "type", Schema.oneOf("The code tells problems apart.", List.of("about:blank")), true),
                        new Property(
                                "title", Schema.oneOf("The status in words.", List.of(Reason.title(status))), true),
                        new Property(
                                "status",
                                Schema.of("integer", "The status.").between("minimum", status, "maximum", status),
                                true),
                        new Property("detail", Schema.text("One sentence for the developer of the client."), true),
                        new Property(
                                "instance",
                                Schema.text("The path that was asked for.")
                                        .and(json -> json.text("format", "uri-reference")),
                                true),
                        new Property(
                                "code",
                                Schema.oneOf(
                                        "Which problem it is.",
                                        reasons.stream()
                                                .map(reason -> reason.code(nouns))
                                                .toList()),
                                true)));
    }

    @Override
    public List<HeaderField> rateFields() {
        return List.of(
                HeaderField.rate(
                        "RateLimit-Policy",
                        Schema.text("Quota and window, as in the IETF draft.").example("\"default\";q=60;w=60")),
                HeaderField.rate(
                        "RateLimit",
                        Schema.text("What remains, and the seconds until all is there again.")
                                .example("\"default\";r=59;t=1")));
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
