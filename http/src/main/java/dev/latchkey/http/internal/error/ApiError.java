package dev.latchkey.http.internal.error;

import java.util.Map;

/**
 * Why a request is not served, before a style gives it a shape.
 *
 * @param code what a style has its status and its code from
 * @param summary the short text, one for all reasons of 400, one for those of 401, and one for those of 429
 * @param detail one sentence for the developer of the client
 * @param fields on 400 the problem of each field; else empty
 * @param headers what HTTP wants beside it: {@code WWW-Authenticate}, {@code Allow}, {@code Retry-After}
 */
public record ApiError(
        ErrorCode code, String summary, String detail, Map<String, String> fields, Map<String, String> headers) {

    public static ApiError of(ErrorCode code, String detail) {
        return new ApiError(code, detail, detail, Map.of(), Map.of());
    }

    public int status() {
        return code.status();
    }

    public ApiError summary(String text) {
        return new ApiError(code, text, detail, fields, headers);
    }

    public ApiError header(String name, String value) {
        return new ApiError(code, summary, detail, fields, Map.of(name, value));
    }

    public ApiError field(String name, String problem) {
        return new ApiError(code, summary, name + " " + problem, Map.of(name, problem), headers);
    }
}
