package dev.latchkey.examples.quickstart;

import dev.latchkey.adapter.servlet.Callers;
import dev.latchkey.core.scope.ResourceScope;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * {@code POST /v1/messages/send} and {@code GET /v1/messages/{id}}. The filter has let only number keys come here, so
 * the caller's scope says from which number.
 */
final class MessagesServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient AtomicLong ids = new AtomicLong();
    private final transient Map<String, String> numberByMessage = new ConcurrentHashMap<>();

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String id = "m_" + ids.incrementAndGet();
        numberByMessage.put(id, number(request));
        answer(response, HttpServletResponse.SC_ACCEPTED, id, "queued");
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String id = request.getPathInfo().substring(1);
        if (number(request).equals(numberByMessage.get(id))) {
            answer(response, HttpServletResponse.SC_OK, id, "sent");
        } else {
            response.setContentType("application/json");
            response.setStatus(HttpServletResponse.SC_NOT_FOUND);
            response.getWriter().println("{\"error\":\"Message not found\",\"code\":\"MESSAGE_NOT_FOUND\"}");
        }
    }

    private void answer(HttpServletResponse response, int status, String id, String state) throws IOException {
        response.setContentType("application/json");
        response.setStatus(status);
        response.getWriter()
                .println("{\"id\":\"%s\",\"numberId\":\"%s\",\"status\":\"%s\"}"
                        .formatted(id, numberByMessage.get(id), state));
    }

    private static String number(HttpServletRequest request) {
        return ((ResourceScope) Callers.of(request).scope()).resource();
    }
}
