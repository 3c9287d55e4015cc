package dev.latchkey.http.internal.error;

import dev.latchkey.core.key.RateLimit;
import dev.latchkey.http.internal.json.HeaderSchema;
import dev.latchkey.http.internal.json.JsonSchema;
import dev.latchkey.http.internal.json.JsonSchema.Property;
import dev.latchkey.http.internal.json.JsonWriter;
import dev.latchkey.ports.query.RateDecision;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
public record ProblemErrors(Nouns nouns) implements ErrorFormat {
    private static final Pattern NOT_IN_A_PATH = Pattern.compile("%(?![0-9A-Fa-f]{2})|[^%A-Za-z0-9._~!$&'()*+,;=:@/-]");
    private static final HexFormat ESCAPE = HexFormat.ofDelimiter("%").withUpperCase();

    /** The largest integer of RFC 9651. */
    private static final long MAX = 999_999_999_999_999L;

    @Override
    public String contentType() {
        return "application/problem+json";
    }

    @Override
    public byte[] body(ApiError error, ErrorContext context) {
        return JsonWriter.object(json -> {
            json.text("type", "about:blank");
            json.text("title", ErrorCode.title(error.status()));
            json.number("status", error.status());
            json.text("detail", error.detail());
            // Without the query, in which people put what should not be repeated.
            json.text("instance", reference(context.path()));
            json.text("code", error.code().code(nouns));
            error.more().accept(json);
        });
    }

    /** Escapes as in RFC 3986 what no URI has. Containers take such characters in a path. */
    private static String reference(String path) {
        return NOT_IN_A_PATH
                .matcher(path)
                .replaceAll(found -> "%" + ESCAPE.formatHex(found.group().getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public JsonSchema schema(String name, int status, Set<ErrorCode> reasons, List<Property> more) {
        List<Property> properties = new ArrayList<>(List.of(
                new Property(
                        "type",
                        JsonSchema.oneOf(
                                "Always about:blank; the code tells problems " + "apart.", List.of("about:blank")),
                        true),
                new Property("title", JsonSchema.oneOf("The status in words.", List.of(ErrorCode.title(status))), true),
                new Property(
                        "status",
                        JsonSchema.of("integer", "The status.").between("minimum", status, "maximum", status),
                        true),
                new Property("detail", JsonSchema.text("One sentence for the developer of the client."), true),
                new Property(
                        "instance",
                        JsonSchema.text("The path of the request.").and(json -> json.text("format", "uri-reference")),
                        true),
                new Property(
                        "code",
                        JsonSchema.oneOf(
                                "The code of the problem.",
                                reasons.stream()
                                        .map(reason -> reason.code(nouns))
                                        .toList()),
                        true)));
        properties.addAll(more);
        return JsonSchema.object("A problem as in RFC 9457.", properties).named(name);
    }

    @Override
    public List<HeaderSchema> rateFields() {
        return List.of(
                HeaderSchema.rate(
                        "RateLimit-Policy",
                        JsonSchema.text("Quota and window, as in the IETF draft.")
                                .example("\"default\";q=60;w=60")),
                HeaderSchema.rate(
                        "RateLimit",
                        JsonSchema.text("The remaining requests, and the seconds until the limit is full again.")
                                .example("\"default\";r=59;t=1")));
    }

    /**
     * As in draft-ietf-httpapi-ratelimit-headers-10: quota and window of the policy, what remains, and the seconds
     * until it is all there again.
     */
    @Override
    public Map<String, String> rate(RateDecision rate) {
        RateLimit limit = rate.limit();
        long window =
                ApiErrors.seconds(limit.period().multipliedBy(limit.burst()).dividedBy(limit.tokens()));
        long untilFull = ApiErrors.seconds(rate.untilFull());
        return Map.of(
                "RateLimit-Policy", "\"default\";q=" + limit.burst() + ";w=" + Math.min(window, MAX),
                "RateLimit", "\"default\";r=" + rate.remaining() + ";t=" + Math.min(untilFull, MAX));
    }
}
