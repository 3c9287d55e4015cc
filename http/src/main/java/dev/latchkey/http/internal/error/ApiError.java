package dev.latchkey.http.internal.error;

import dev.latchkey.http.internal.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Why a request is not served, before a style gives it a shape.
 *
 * @param code what a style has its status and its code from
 * @param summary the short text, one for all reasons of 400, one for those of 401, and one for those of 429
 * @param detail one sentence for the developer of the client
 * @param fields on 400 the problem of each field; else empty
 * @param headers what HTTP wants beside it: {@code WWW-Authenticate}, {@code Allow}, {@code Retry-After}
 * @param more writes further members into the body
 */
public record ApiError(
        ErrorCode code,
        String summary,
        String detail,
        Map<String, String> fields,
        Map<String, String> headers,
        Consumer<JsonWriter> more) {

    /** Returns an error of any status but 400, which {@link #invalid} is for. */
    public static ApiError of(ErrorCode code, String detail) {
        if (code.status() == 400) {
            throw new IllegalArgumentException("An error 400 names a field: " + code);
        }
        return new ApiError(code, detail, detail, Map.of(), Map.of(), json -> {});
    }

    /** Returns an error of the status 400. It names a field, because two of the styles have a member for that. */
    public static ApiError invalid(ErrorCode code, String field, String problem) {
        return new ApiError(
                code, "Validation error", field + " " + problem, Map.of(field, problem), Map.of(), json -> {});
    }

    public int status() {
        return code.status();
    }

    public ApiError summary(String text) {
        return new ApiError(code, text, detail, fields, headers, more);
    }

    /** Returns this error with one more header. */
    public ApiError header(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return new ApiError(code, summary, detail, fields, all, more);
    }

    /** Returns this error with further members of its body. */
    public ApiError with(Consumer<JsonWriter> members) {
        return new ApiError(code, summary, detail, fields, headers, members);
    }

    /** Returns this error with the code that it has where keys are managed. */
    public ApiError ofManagement() {
        return new ApiError(code.ofManagement(), summary, detail, fields, headers, more);
    }
}
