package dev.latchkey.http.internal.endpoint.managed;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.http.internal.error.ApiErrorException;
import dev.latchkey.http.internal.error.ApiErrors;
import dev.latchkey.http.internal.error.FieldProblem;
import dev.latchkey.http.internal.json.JsonSchema;
import dev.latchkey.http.internal.openapi.Operation.Parameter;
import dev.latchkey.http.spi.RequestHead;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The entity tags of keys (RFC 9110, section 8.8.3). They are weak: the last use of a key moves without them. A
 * condition compares what is between the quotes, and ignores what a proxy that compresses adds there.
 */
final class EntityTags {
    static final String IF_MATCH = "If-Match";

    /** One element of a list, which may be empty. A tag may have commas in it. */
    private static final Pattern ELEMENT = Pattern.compile("\\s*(?:(?:W/)?\"([\\x21\\x23-\\x7e]*)\"\\s*)?(?:,|\\z)");

    /** One tag or several, or any. An empty list is one that no version is in. */
    private static final String LIST = "^(\\*|(W/)?\"[!#-~]{0,200}\"( {0,9}, {0,9}(W/)?\"[!#-~]{0,200}\"){0,9})?$";

    private static final String COMPRESSED = "-gzip";

    private EntityTags() {}

    static String of(ApiKey key) {
        return "W/\"" + key.version() + "\"";
    }

    static Parameter parameter() {
        return new Parameter(
                "header",
                IF_MATCH,
                JsonSchema.text("The ETag of the version to change. Any other version is refused with 412.")
                        .and(json -> json.text("pattern", LIST))
                        .example("W/\"5\""));
    }

    /** Returns whether a version is one that a request is meant for. */
    static LongPredicate expected(RequestHead request, ApiErrors errors) {
        List<String> lines = request.header(IF_MATCH);
        if (lines.isEmpty()) {
            return version -> true;
        }
        String value = String.join(",", lines);
        if (value.strip().equals("*")) {
            return version -> true;
        }
        Set<String> tags = new HashSet<>();
        Matcher element = ELEMENT.matcher(value);
        for (int from = 0; from < value.length(); from = element.end()) {
            if (!element.region(from, value.length()).lookingAt()) {
                throw new ApiErrorException(errors.invalid(IF_MATCH, FieldProblem.NO_ENTITY_TAG));
            }
            String opaque = element.group(1);
            if (opaque != null) {
                tags.add(opaque);
                if (opaque.endsWith(COMPRESSED)) {
                    tags.add(opaque.substring(0, opaque.length() - COMPRESSED.length()));
                }
            }
        }
        return version -> tags.contains(Long.toString(version));
    }
}
