package dev.latchkey.http.spi;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The path of a request that a rule can name: its decoded segments behind the mount path. {@code /} has one empty
 * segment, and {@code /a/} has an empty one at its end.
 *
 * <p>Security guarantee: there is such a path only where the stack, and anything that reads the raw path again behind
 * it, mean the same one. A request has none when the stack has normalized dot segments or empty segments away, when a
 * segment holds an encoded slash, a backslash, a semicolon, a control character, or what was encoded twice, or when its
 * escapes are not UTF-8. Path parameters alone are ignored. Immutable.
 *
 * @param segments the segments
 */
public record RequestPath(List<String> segments) {
    /** Copies the segments. */
    public RequestPath {
        segments = List.copyOf(segments);
    }

    /**
     * Reads the path of a request.
     *
     * @param request the head of the request
     * @return the path; empty when two readers of the request might disagree about it
     */
    public static Optional<RequestPath> of(RequestHead request) {
        String dispatched = request.dispatchPath();
        List<String> segments = segments(dispatched);
        return segments != null && isWhatWasSent(request, dispatched, segments)
                ? Optional.of(new RequestPath(segments))
                : Optional.empty();
    }

    /**
     * Splits a decoded path.
     *
     * @param path the path
     * @return the segments; empty when two readers might disagree about them
     */
    public static Optional<RequestPath> ofDecoded(String path) {
        return Optional.ofNullable(segments(path)).map(RequestPath::new);
    }

    /**
     * Reads the path of a request as it was sent, without the stack's reading of it.
     *
     * @param request the head of the request
     * @return the path behind the mount path; empty when it lies outside, or when two readers might disagree about it
     */
    public static Optional<RequestPath> ofSent(RequestHead request) {
        return Optional.ofNullable(sent(request)).filter(RequestPath::isPlain).map(RequestPath::new);
    }

    /**
     * Tells whether the path is another one or lies below it.
     *
     * @param other the other path
     * @return true when its segments begin with all of the other's
     */
    public boolean isWithin(RequestPath other) {
        int size = other.segments.size();
        return segments.size() >= size && segments.subList(0, size).equals(other.segments);
    }

    private static boolean isWhatWasSent(RequestHead request, String dispatched, List<String> segments) {
        String raw = request.rawPath();
        String mount = request.mountPath();
        // What has nothing to decode, as most paths, is compared as it is.
        if (raw.length() == mount.length() + dispatched.length()
                && raw.startsWith(mount)
                && raw.endsWith(dispatched)
                && raw.indexOf('%') < 0
                && raw.indexOf(';') < 0) {
            return true;
        }
        return segments.equals(sent(request));
    }

    /** Returns the decoded segments behind the mount path; null when there are none. */
    private static @Nullable List<String> sent(RequestHead request) {
        List<String> sent = decoded(request.rawPath());
        List<String> mounted = request.mountPath().isEmpty() ? List.of() : decoded(request.mountPath());
        if (sent == null || mounted == null || sent.size() <= mounted.size()) {
            return null;
        }
        boolean below = sent.subList(0, mounted.size()).equals(mounted);
        return below ? sent.subList(mounted.size(), sent.size()) : null;
    }

    private static @Nullable List<String> segments(String path) {
        List<String> segments = split(path);
        return segments != null && isPlain(segments) ? segments : null;
    }

    private static boolean isPlain(List<String> segments) {
        int last = segments.size() - 1;
        for (int i = 0; i <= last; i++) {
            String segment = segments.get(i);
            boolean dots = segment.equals(".") || segment.equals("..");
            if (dots || (segment.isEmpty() && i < last) || isAmbiguous(segment)) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable List<String> decoded(String path) {
        List<String> segments = split(path);
        if (segments == null) {
            return null;
        }
        for (int i = 0; i < segments.size(); i++) {
            String decoded = decodedSegment(segments.get(i));
            if (decoded == null || decoded.indexOf('/') >= 0) {
                return null;
            }
            segments.set(i, decoded);
        }
        return segments;
    }

    private static @Nullable List<String> split(String path) {
        if (!path.startsWith("/")) {
            return null;
        }
        List<String> segments = new ArrayList<>();
        int begin = 1;
        for (int slash = path.indexOf('/', begin); slash >= 0; slash = path.indexOf('/', begin)) {
            segments.add(path.substring(begin, slash));
            begin = slash + 1;
        }
        segments.add(path.substring(begin));
        return segments;
    }

    /**
     * Tells whether readers disagree about a decoded segment. Backslashes are slashes to some, semicolons begin
     * parameters to others. Undertow leaves encoded slashes and backslashes as they are when it decodes a path, and
     * what was encoded twice is decoded twice by some.
     */
    private static boolean isAmbiguous(String segment) {
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c == '\\' || c == ';' || Character.isISOControl(c) || (c == '%' && isEscape(segment, i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isEscape(String segment, int begin) {
        return begin + 2 < segment.length()
                && HexFormat.isHexDigit(segment.charAt(begin + 1))
                && HexFormat.isHexDigit(segment.charAt(begin + 2));
    }

    /** Returns a segment without its parameters and with its escapes decoded; null when they are malformed. */
    private static @Nullable String decodedSegment(String segment) {
        int semicolon = segment.indexOf(';');
        String name = semicolon < 0 ? segment : segment.substring(0, semicolon);
        if (name.indexOf('%') < 0) {
            return name;
        }
        byte[] sent = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(sent.length);
        for (int i = 0; i < sent.length; i++) {
            if (sent[i] != '%') {
                bytes.put(sent[i]);
            } else if (i + 2 < sent.length && HexFormat.isHexDigit(sent[i + 1]) && HexFormat.isHexDigit(sent[i + 2])) {
                bytes.put((byte) (HexFormat.fromHexDigit(sent[i + 1]) << 4 | HexFormat.fromHexDigit(sent[i + 2])));
                i += 2;
            } else {
                return null;
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
