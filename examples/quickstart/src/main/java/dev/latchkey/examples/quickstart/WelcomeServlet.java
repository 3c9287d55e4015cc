package dev.latchkey.examples.quickstart;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** {@code GET /}: a page for a person who opens the address in a browser. It is public and shows no key. */
final class WelcomeServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>Latchkey quickstart</title>
            <h1>Latchkey quickstart</h1>
            <p>This is an example of a server whose APIs are guarded by API keys with Latchkey.
            The terminal in which it was started shows the keys and <code>curl</code> lines to try.</p>
            <p><a href="/latchkey/console">The console</a> shows and manages these keys in the browser. It asks for the
            operator's token, which the terminal shows too.</p>
            <ul>
            <li>Below <code>/v1</code>: a tenant with three phone numbers and one key for each.
            <a href="/v1/openapi.json">Its OpenAPI document</a></li>
            <li>Below <code>/b/v1</code>: a customer with two instances, who issues and revokes keys.
            <a href="/b/v1/openapi.json">Its OpenAPI document</a></li>
            <li>Below <code>/latchkey</code>: an operator, who manages the keys of both.
            <a href="/latchkey/openapi.json">Its OpenAPI document</a></li>
            </ul>
            <p>Without a key every other address below <code>/v1</code>, <code>/b/v1</code> and
            <code>/latchkey</code> answers 401: <a href="/v1/numbers">see for yourself</a>.</p>
            </html>
            """;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/html");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        response.getWriter().write(PAGE);
    }
}
