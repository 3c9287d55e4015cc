package dev.latchkey.adapter.servlet;

import java.util.Map;

/**
 * Why a request is not served, before a style gives it a shape.
 *
 * @param reason what a style has its status and its code from
 * @param summary the short text: the same for all reasons of 400, of 401 and of 429
 * @param detail one sentence for the developer of the client
 * @param fields on 400 the problem of each field; else empty
 * @param headers what HTTP wants beside it: {@code WWW-Authenticate}, {@code Allow}, {@code Retry-After}
 */
record Failure(Reason reason, String summary, String detail, Map<String, String> fields, Map<String, String> headers) {

    static Failure of(Reason reason, String detail) {
        return new Failure(reason, detail, detail, Map.of(), Map.of());
    }

    int status() {
        return reason.status();
    }

    Failure summary(String text) {
        return new Failure(reason, text, detail, fields, headers);
    }

    Failure header(String name, String value) {
        return new Failure(reason, summary, detail, fields, Map.of(name, value));
    }

    Failure field(String name, String problem) {
        return new Failure(reason, summary, name + " " + problem, Map.of(name, problem), headers);
    }
}
