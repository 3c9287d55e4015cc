package dev.latchkey.examples.quickstart;

import dev.latchkey.adapter.servlet.Callers;
import dev.latchkey.http.spi.Resource;
import dev.latchkey.http.spi.ResourceDirectory;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.stream.Collectors;

/** {@code GET /v1/numbers}: the caller's numbers. The filter has let only tenant keys come here. */
final class NumbersServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient ResourceDirectory numbers;

    NumbersServlet(ResourceDirectory numbers) {
        this.numbers = numbers;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String tenant = Callers.of(request).tenant();
        String json =
                numbers.list(tenant).stream().map(NumbersServlet::json).collect(Collectors.joining(",", "[", "]"));
        response.setContentType("application/json");
        response.getWriter().println(json);
    }

    private static String json(Resource number) {
        return "{\"id\":\"%s\",\"number\":\"%s\",\"displayName\":\"%s\"}"
                .formatted(number.id(), number.label(), number.displayName());
    }
}
