package dev.latchkey.examples.snippets;

import dev.latchkey.adapter.servlet.Callers;
import dev.latchkey.core.LatchkeyException;
import dev.latchkey.http.Admission;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Executor;

/** Server-sent events that end when the key does: the snippet of the page about streams. */
final class EventsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Executor later;

    EventsServlet(Executor later) {
        this.later = later;
    }

    // spotless:off
    // snippet: events
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        Admission admission = Callers.admission(request).orElseThrow();
        response.setContentType("text/event-stream");
        response.setCharacterEncoding("UTF-8");
        AsyncContext stream = request.startAsync();
        stream.setTimeout(0);
        send(stream, admission);
    }

    private void send(AsyncContext stream, Admission admission) {
        boolean open = false;
        try {
            if (admission.stillValid()) {
                PrintWriter events = stream.getResponse().getWriter();
                events.print("data: tick\n\n");
                // Flushes, and tells whether the client is gone.
                open = !events.checkError();
            }
        } catch (LatchkeyException | IOException e) {
            log("a stream ends because nobody knows whether its key is in force", e);
        }
        if (open) {
            later.execute(() -> send(stream, admission));
        } else {
            stream.complete();
        }
    }
    // end
    // spotless:on
}
