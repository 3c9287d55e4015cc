package dev.latchkey.adapter.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

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
        forbidStoring(response);
        write(request, response, failure.status(), shape.contentType(), shape.body(failure, request));
    }

    static void send(HttpServletRequest request, HttpServletResponse response, Answer answer) throws IOException {
        if (answer.location() != null) {
            response.setHeader("Location", answer.location());
        }
        if (answer.replayed()) {
            response.setHeader(Idempotency.REPLAYED.name(), "true");
        }
        forbidStoring(response);
        write(request, response, answer.status(), Json.TYPE, answer.json());
    }

    /** Answers without a body. */
    static void write(HttpServletRequest request, HttpServletResponse response, int status) throws IOException {
        write(request, response, status, null, null);
    }

    /** Gives an answer of Latchkey's own. Each of them is given here. */
    static void write(
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            @Nullable String type,
            byte @Nullable [] body)
            throws IOException {
        boolean unread = UnreadBody.settle(request, response);
        response.setStatus(status);
        if (body != null) {
            response.setContentType(type);
            response.setContentLength(body.length);
            if (!request.getMethod().equals("HEAD")) {
                response.getOutputStream().write(body);
            }
        }
        if (unread) {
            UnreadBody.linger(request, response);
        }
    }
}
