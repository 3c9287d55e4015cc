package dev.latchkey.http.internal.route;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.http.spi.RequestPath;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A path in which <code>{name}</code> stands for one segment and a trailing {@code /**} for any number of them, also none. Case
 * counts. Immutable.
 */
public final class PathPattern {
    private static final Pattern LITERAL = Pattern.compile("[^{}*;\\\\/\\p{Cntrl}]*");
    private static final Pattern VARIABLE = Pattern.compile("\\{[A-Za-z][A-Za-z0-9_]*}");
    private static final String ANY = "/**";

    private final String text;
    private final List<String> segments;
    private final boolean open;

    private PathPattern(String text, List<String> segments, boolean open) {
        this.text = text;
        this.segments = segments;
        this.open = open;
    }

    public static PathPattern of(String text) {
        boolean open = text.endsWith(ANY);
        String path = open ? text.substring(0, text.length() - ANY.length()) : text;
        List<String> segments = open && path.isEmpty()
                ? List.of()
                : RequestPath.ofDecoded(path).map(RequestPath::segments).orElse(null);
        if (segments == null
                || (segments.size() > 1 && segments.get(segments.size() - 1).isEmpty())) {
            throw malformed(text);
        }
        Set<String> variables = new HashSet<>();
        for (String segment : segments) {
            boolean variable = VARIABLE.matcher(segment).matches();
            if (variable ? !variables.add(segment) : !LITERAL.matcher(segment).matches()) {
                throw malformed(text);
            }
        }
        return new PathPattern(text, segments, open);
    }

    public boolean isLiteral() {
        return !open && segments.stream().noneMatch(segment -> segment.startsWith("{"));
    }

    public boolean hasVariable(String name) {
        return segments.contains("{" + name + "}");
    }

    /** Returns the segments for which the variables stand; null when the path does not match. */
    public @Nullable Map<String, String> match(List<String> path) {
        if (open ? path.size() < segments.size() : path.size() != segments.size()) {
            return null;
        }
        Map<String, String> variables = Map.of();
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            String actual = path.get(i);
            if (segment.startsWith("{")) {
                if (actual.isEmpty()) {
                    return null;
                }
                if (variables.isEmpty()) {
                    variables = new HashMap<>();
                }
                variables.put(segment.substring(1, segment.length() - 1), actual);
            } else if (!segment.equals(actual)) {
                return null;
            }
        }
        return variables;
    }

    private static InvalidValueException malformed(String text) {
        return new InvalidValueException(
                "path", "must begin with / and have literal or {name} segments and /** at most at its end: " + text);
    }

    @Override
    public String toString() {
        return text;
    }
}
