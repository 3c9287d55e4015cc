package dev.latchkey.examples.quickstart;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * {@code POST /b/v1/instances/{id}/messages}. The filter has let only callers come here who may act on the instance
 * that the path names, and it is one of the caller's.
 */
final class InstanceMessagesServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient AtomicLong ids = new AtomicLong();

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String instance = request.getPathInfo().split("/", -1)[1];
        response.setContentType("application/json");
        response.setStatus(HttpServletResponse.SC_ACCEPTED);
        response.getWriter()
                .println("{\"id\":\"m_%d\",\"instance_id\":\"%s\",\"status\":\"queued\"}"
                        .formatted(ids.incrementAndGet(), instance));
    }
}
