package dev.latchkey.http.internal.endpoint;

import dev.latchkey.http.internal.error.ApiError;
import dev.latchkey.http.internal.error.ApiErrorException;
import dev.latchkey.http.internal.error.ApiErrors;
import dev.latchkey.http.internal.error.FieldProblem;
import dev.latchkey.http.internal.openapi.Operation;
import dev.latchkey.http.spi.RequestHead;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The type that a request gives its body. */
public final class MediaType {
    private static final Pattern FORM = Pattern.compile("\\s*([^\\s/;]+/[^\\s/;]+)\\s*(;.*)?");
    private static final Pattern JSON = Pattern.compile("application/(?:[^/]+\\+)?json");
    private static final Pattern CHARSET =
            Pattern.compile(";\\s*charset\\s*=\\s*(\"[^\"]*\"|[^;\\s]*)", Pattern.CASE_INSENSITIVE);
    /** The second is no registered name, and clients send it. */
    private static final Set<String> UTF_8 = Set.of("utf-8", "utf8", "\"utf-8\"", "\"utf8\"");

    private MediaType() {}

    /** Checks what a body for an operation is said to be. */
    public static void check(RequestHead request, @Nullable Operation operation, ApiErrors errors) {
        boolean absent = request.header("Content-Type").isEmpty();
        if (operation != null && operation.more().mediaTypes().size() > 1) {
            checkPatch(request, operation.more().mediaTypes(), errors);
        } else if (!absent || operation == null || !operation.more().optionalBody()) {
            check(request, errors);
        }
    }

    /** A patch is of one of the listed types, because others mean another sort of patch. */
    private static void checkPatch(RequestHead request, List<String> types, ApiErrors errors) {
        ApiError refused = errors.unsupportedMediaType().header("Accept-Patch", String.join(", ", types));
        Matcher type = FORM.matcher(first(request, "Content-Type"));
        if (!type.matches() || !types.contains(type.group(1).toLowerCase(Locale.ROOT))) {
            throw new ApiErrorException(refused);
        }
        try {
            check(request, errors);
        } catch (ApiErrorException e) {
            throw new ApiErrorException(refused);
        }
    }

    /**
     * Refuses with 400 a type that is absent or malformed, because its meaning is unknown, and with 415 one that is not
     * JSON.
     */
    static void check(RequestHead request, ApiErrors errors) {
        Matcher type = FORM.matcher(first(request, "Content-Type"));
        if (!type.matches()) {
            throw new ApiErrorException(errors.invalid("Content-Type", FieldProblem.NO_JSON_TYPE));
        }
        boolean json = JSON.matcher(type.group(1).toLowerCase(Locale.ROOT)).matches();
        Matcher charset = CHARSET.matcher(type.group(2) == null ? "" : type.group(2));
        boolean utf8 = charset.results()
                .map(found -> found.group(1).toLowerCase(Locale.ROOT))
                .allMatch(UTF_8::contains);
        String coding = first(request, "Content-Encoding");
        boolean plain = coding.isEmpty() || coding.equalsIgnoreCase("identity");
        if (!json || !utf8 || !plain) {
            throw new ApiErrorException(errors.unsupportedMediaType());
        }
    }

    private static String first(RequestHead request, String name) {
        List<String> lines = request.header(name);
        return lines.isEmpty() ? "" : lines.get(0);
    }
}
