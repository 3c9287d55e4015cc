package dev.latchkey.adapter.servlet;

import dev.latchkey.http.spi.Response;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Writes Latchkey's own responses. Each of them is written here. */
final class ResponseSender {
    private ResponseSender() {}

    static void send(HttpServletRequest request, HttpServletResponse response, Response answer) throws IOException {
        boolean lingers = UnreadBody.settle(request, response) && UnreadBody.canLinger(request);
        answer.fields().forEach(response::setHeader);
        response.setStatus(answer.status());
        if (answer.hasBody()) {
            byte[] body = answer.body();
            if (!lingers || UnreadBody.outlivesItsAnswer(request)) {
                response.setContentLength(body.length);
            }
            if (!request.getMethod().equals("HEAD")) {
                write(response, body);
            }
        }
        if (lingers) {
            UnreadBody.linger(request, response);
        }
    }

    private static void write(HttpServletResponse response, byte[] body) throws IOException {
        ServletOutputStream bytes;
        try {
            bytes = response.getOutputStream();
        } catch (IllegalStateException e) {
            // The host has asked for the other of the two. A refusal has only ASCII in it.
            response.getWriter().write(new String(body, StandardCharsets.UTF_8));
            return;
        }
        bytes.write(body);
    }
}
