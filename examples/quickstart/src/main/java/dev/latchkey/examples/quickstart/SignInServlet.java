package dev.latchkey.examples.quickstart;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code /sign-in}: asks for the operator's token, gives the browser a session, and leads to the console. It answers
 * under the names of this machine alone, so that a name of another site that leads here cannot sign in.
 */
final class SignInServlet extends HttpServlet {
    static final String PATH = "/sign-in";

    private static final long serialVersionUID = 1L;
    private static final String CONSOLE = "/latchkey/console";
    private static final Set<String> NAMES = Set.of("127.0.0.1", "localhost");

    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>Sign in to the quickstart</title>
            <h1>Sign in to the quickstart</h1>
            %s
            <form method="post">
            <p><label for="token">The operator's token, which the terminal shows</label></p>
            <p><input id="token" name="token" type="password" autocomplete="off" size="24" required autofocus>
            <button>Sign in</button></p>
            </form>
            </html>
            """;

    private final transient OperatorSessions sessions;

    SignInServlet(OperatorSessions sessions) {
        this.sessions = sessions;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        write(response, isOwn(request, null) ? 200 : 403, "");
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!isOwn(request, request.getHeader("Origin"))) {
            write(response, 403, "<p role=\"alert\">This page was opened from another site.</p>");
            return;
        }
        // A token in the address would stand in logs and in the history.
        String token = request.getQueryString() == null ? request.getParameter("token") : null;
        Optional<String> session = token == null ? Optional.empty() : sessions.open(token.strip());
        if (session.isEmpty()) {
            write(response, 403, "<p role=\"alert\">This is not the token.</p>");
            return;
        }
        response.addHeader(
                "Set-Cookie",
                OperatorSessions.COOKIE + "=" + session.get() + "; Path=/latchkey; HttpOnly; SameSite=Strict");
        response.setStatus(303);
        response.setHeader("Location", CONSOLE);
    }

    private static boolean isOwn(HttpServletRequest request, @Nullable String origin) {
        String own = "http://" + request.getHeader("Host");
        return NAMES.contains(request.getServerName()) && (origin == null || origin.equals(own));
    }

    private static void write(HttpServletResponse response, int status, String said) throws IOException {
        response.setStatus(status);
        response.setContentType("text/html");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.setHeader("Cache-Control", "no-store");
        response.setHeader(
                "Content-Security-Policy",
                "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
        response.getWriter().write(PAGE.formatted(said));
    }
}
