package dev.latchkey.http.internal.endpoint.keys;

import dev.latchkey.http.internal.error.ApiErrorException;
import dev.latchkey.http.internal.error.ApiErrors;
import dev.latchkey.http.internal.error.FieldProblem;
import dev.latchkey.http.internal.json.JsonSchema;
import dev.latchkey.http.internal.openapi.Operation.Parameter;
import dev.latchkey.http.spi.RequestHead;
import dev.latchkey.ports.query.KeyQuery.Position;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request says about the page it wants. The query is read as it was sent: no value that is right has anything to
 * escape, and containers disagree about escapes that are wrong. A parameter without a value is as if absent. Parameters
 * that nobody asks for are ignored.
 *
 * @param limit how many items at most
 * @param after the last item of the page before; null for the first page
 * @param dead whether revoked and expired keys are wanted too
 */
record ListParameters(int limit, @Nullable Position after, boolean dead) {
    private static final String LIMIT = "limit";
    private static final String CURSOR = "cursor";
    private static final String STATUS = "status";
    private static final String ACTIVE = "active";
    private static final String ALL = "all";
    private static final String DEFAULT_LIMIT = "50";
    private static final Pattern LIMITS = Pattern.compile("[1-9]\\d?|100");

    public static List<Parameter> described() {
        return List.of(
                new Parameter(
                        "query",
                        LIMIT,
                        JsonSchema.of("integer", "The maximum number of keys in the page.")
                                .between("minimum", 1, "maximum", 100)
                                .and(json -> json.number("default", Long.parseLong(DEFAULT_LIMIT)))),
                new Parameter("query", CURSOR, JsonSchema.text("The cursor of the previous page.")),
                new Parameter(
                        "query",
                        STATUS,
                        JsonSchema.oneOf(
                                        "The keys to list: all includes revoked and expired ones.",
                                        List.of(ACTIVE, ALL))
                                .and(json -> json.text("default", ACTIVE))));
    }

    public static ListParameters of(RequestHead request, ApiErrors errors) {
        Map<String, String> sent = parse(request.rawQuery(), errors);
        String limit = sent.getOrDefault(LIMIT, DEFAULT_LIMIT);
        if (!LIMITS.matcher(limit).matches()) {
            throw new ApiErrorException(errors.invalid(LIMIT, FieldProblem.OUTSIDE_1_TO_100));
        }
        String cursor = sent.get(CURSOR);
        Position after = cursor == null ? null : Cursor.parse(cursor);
        if (cursor != null && after == null) {
            throw new ApiErrorException(errors.invalid(CURSOR, FieldProblem.NO_CURSOR));
        }
        String status = sent.getOrDefault(STATUS, ACTIVE);
        if (!status.equals(ACTIVE) && !status.equals(ALL)) {
            throw new ApiErrorException(errors.invalid(STATUS, FieldProblem.NO_STATUS));
        }
        return new ListParameters(Integer.parseInt(limit), after, status.equals(ALL));
    }

    private static Map<String, String> parse(@Nullable String query, ApiErrors errors) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : (query == null ? "" : query).split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            boolean known = name.equals(LIMIT) || name.equals(CURSOR) || name.equals(STATUS);
            // Forms and generated clients send a parameter that has no value as an empty one.
            if (known && !value.isEmpty() && parameters.put(name, value) != null) {
                throw new ApiErrorException(errors.invalid(name, FieldProblem.REPEATED));
            }
        }
        return parameters;
    }
}
