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
 * A path in which <code>{name}</code> stands for one segment and a trailing {@code /**} for any number of them, also
 * none. Case counts. Immutable.
 */
public final class PathPattern {
    private static final Pattern LITERAL = Pattern.compile("(?!:)[^{}*;?#<>\\\\/\\p{Cntrl}]*");
    private static final Pattern ESCAPE = Pattern.compile("%[0-9A-Fa-f]{2}");
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
            if (variable ? !variables.add(segment) : !isLiteral(segment)) {
                throw malformed(text);
            }
        }
        return new PathPattern(text, segments, open);
    }

    public boolean isLiteral() {
        return !open && segments.stream().noneMatch(PathPattern::isVariable);
    }

    public boolean hasVariable(String name) {
        return segments.contains("{" + name + "}");
    }

    private static boolean isLiteral(String segment) {
        return LITERAL.matcher(segment).matches() && !ESCAPE.matcher(segment).find();
    }

    /** Tells whether every path of another pattern is also one of this. */
    boolean covers(PathPattern other) {
        boolean reaches = open
                ? other.segments.size() >= segments.size()
                : !other.open && other.segments.size() == segments.size();
        for (int i = 0; reaches && i < segments.size(); i++) {
            String theirs = other.segments.get(i);
            // A variable stands for no empty segment, which only the root has.
            reaches = isVariable(segments.get(i))
                    ? !theirs.isEmpty()
                    : segments.get(i).equals(theirs);
        }
        return reaches;
    }

    /** Tells whether a path that begins with these segments can match. */
    boolean reaches(List<String> begin) {
        for (int i = 0; i < begin.size(); i++) {
            if (i >= segments.size()) {
                return open;
            }
            if (!isVariable(segments.get(i)) && !segments.get(i).equals(begin.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Tells whether the pattern begins with these segments as they are. */
    boolean beginsWith(List<String> begin) {
        return segments.size() >= begin.size()
                && segments.subList(0, begin.size()).equals(begin);
    }

    private static boolean isVariable(String segment) {
        return segment.startsWith("{");
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
            if (isVariable(segment)) {
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
                "path",
                "must begin with / and have literal or {name} segments and /** at most at its end, no query and "
                        + "no escapes: "
                        + text);
    }

    @Override
    public String toString() {
        return text;
    }
}
