package dev.latchkey.adapter.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
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
        List<String> segments = new ArrayList<>();
        int begin = 1;
        int slash;
        do {
            slash = path.indexOf('/', begin);
            boolean last = slash < 0;
            String segment = last ? path.substring(begin) : path.substring(begin, slash);
            boolean dots = segment.equals(".") || segment.equals("..");
            if (dots || (segment.isEmpty() && !last) || isAmbiguous(segment)) {
                return null;
            }
            segments.add(segment);
            begin = slash + 1;
        } while (slash >= 0);
        return segments;
    }

    /**
     * Backslashes are slashes to some, semicolons begin parameters to others. Undertow leaves encoded slashes and backslashes as
     * they are when it decodes a path, and whoever reads the path behind it may not.
     */
    private static boolean isAmbiguous(String segment) {
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c == '\\' || c == ';' || Character.isISOControl(c) || (c == '%' && isSlash(segment, i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSlash(String segment, int begin) {
        return segment.regionMatches(true, begin, "%2f", 0, 3) || segment.regionMatches(true, begin, "%5c", 0, 3);
    }
}
