package dev.latchkey.adapter.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The path of a request as the container understands it: decoded, normalized, without the context path and without path
 * parameters. It is what the container has chosen the servlet by, so what a rule names is what is called, however the client
 * spelled it.
 */
final class RequestPath {
    private RequestPath() {}

    /** The segments; null for a path that no rule can name because servlets might disagree about what it means. */
    static @Nullable List<String> segments(HttpServletRequest request) {
        String servletPath = request.getServletPath();
        String pathInfo = request.getPathInfo();
        return segments(pathInfo == null ? servletPath : servletPath + pathInfo);
    }

    /** {@code /} has one empty segment; {@code /a/} has an empty one at its end. */
    static @Nullable List<String> segments(String path) {
        if (!path.startsWith("/")) {
            return null;
        }
        List<String> segments = List.of(path.substring(1).split("/", -1));
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            boolean last = i == segments.size() - 1;
            boolean dots = segment.equals(".") || segment.equals("..");
            if (dots || (segment.isEmpty() && !last) || segment.chars().anyMatch(RequestPath::isAmbiguous)) {
                return null;
            }
        }
        return segments;
    }

    /** Backslashes are slashes to some, semicolons begin parameters to others. */
    private static boolean isAmbiguous(int c) {
        return c == '\\' || c == ';' || Character.isISOControl(c);
    }
}
