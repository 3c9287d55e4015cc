package dev.latchkey.adapter.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Writes answers.
 *
 * @param shape the shape of failures
 */
record Responses(ErrorShape shape) {
    private static final String CACHE_CONTROL = "Cache-Control";
    private static final String NO_STORE = "no-store";

    /** An answer to a credential is for its sender alone. The servlet behind the filter may say otherwise. */
    static void forbidStoring(HttpServletResponse response) {
        response.setHeader(CACHE_CONTROL, NO_STORE);
    }

    void fail(HttpServletRequest request, HttpServletResponse response, Failure failure) throws IOException {
        failure.headers().forEach(response::setHeader);
        send(request, response, failure.status(), shape.contentType(), shape.body(failure, request));
    }

    static void ok(HttpServletRequest request, HttpServletResponse response, byte[] json) throws IOException {
        send(request, response, HttpServletResponse.SC_OK, Json.TYPE, json);
    }

    private static void send(
            HttpServletRequest request, HttpServletResponse response, int status, String type, byte[] body)
            throws IOException {
        forbidStoring(response);
        response.setStatus(status);
        response.setContentType(type);
        response.setContentLength(body.length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(body);
        }
    }
}
