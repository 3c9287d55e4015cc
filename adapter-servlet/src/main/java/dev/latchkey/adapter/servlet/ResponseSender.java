package dev.latchkey.adapter.servlet;

import dev.latchkey.http.spi.Response;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

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
                response.getOutputStream().write(body);
            }
        }
        if (lingers) {
            UnreadBody.linger(request, response);
        }
    }
}
