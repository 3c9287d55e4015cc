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

    /** What an answer carries whoever writes it. */
    void begin(HttpServletRequest request, HttpServletResponse response) {
        shape.headers(request).forEach(response::setHeader);
    }

    void fail(HttpServletRequest request, HttpServletResponse response, Failure failure) throws IOException {
        begin(request, response);
        failure.headers().forEach(response::setHeader);
        send(request, response, failure.status(), shape.contentType(), shape.body(failure, request));
    }

    static void send(HttpServletRequest request, HttpServletResponse response, Answer answer) throws IOException {
        if (answer.location() != null) {
            response.setHeader("Location", answer.location());
        }
        if (answer.replayed()) {
            response.setHeader(Idempotency.REPLAYED.name(), "true");
        }
        if (answer.json() == null) {
            forbidStoring(response);
            response.setStatus(answer.status());
        } else {
            send(request, response, answer.status(), Json.TYPE, answer.json());
        }
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
