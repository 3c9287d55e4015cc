package dev.latchkey.core.internal;

import dev.latchkey.core.InvalidValueException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The bounds that every stored value obeys. Stores keep what they are given, so the bounds are here and nowhere else.
 */
public final class Checks {
    /** Longest id of a tenant or a resource, in characters (code points). */
    public static final int ID = 128;

    /** Longest id of an actor, in characters (code points): what OpenID Connect allows a subject. */
    public static final int ACTOR = 255;

    /** Longest reason, in characters (code points). */
    public static final int REASON = 500;

    /** Longest name, in characters (code points). */
    public static final int NAME = 100;

    /** Longest tag, in characters (code points). */
    public static final int TAG = 64;

    /** Latest instant. */
    public static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    private static final String MARK = "\u2026";
    private static final int REPLACEMENT = 0xFFFD;
    private static final Instant EARLIEST = Instant.EPOCH;

    private Checks() {}

    /**
     * Checks text that people and other systems choose. Control characters and lone surrogates are refused because
     * databases disagree about them (PostgreSQL has no NUL, UTF-8 has no surrogates), blanks because nobody can tell
     * them apart in a list.
     */
    public static String text(String field, String value, int max) {
        String problem = problem(value, max);
        if (problem != null) {
            throw new InvalidValueException(field, problem);
        }
        return value;
    }

    /** Tells whether {@link #text} accepts a text. */
    public static boolean isText(String value, int max) {
        return problem(value, max) == null;
    }

    private static @Nullable String problem(String value, int max) {
        if (isBlank(value)) {
            return "must not be empty";
        }
        if (!fits(value, max)) {
            return "must have at most " + max + " characters";
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isISOControl(c)) {
                return "must not contain control characters";
            }
            if (Character.isSurrogate(c)) {
                boolean pair = i + 1 < value.length() && Character.isSurrogatePair(c, value.charAt(i + 1));
                if (!pair) {
                    return "must be well-formed Unicode";
                }
                i++;
            }
        }
        return null;
    }

    /**
     * Returns text that only explains a change as every store can keep it. It is cut where it is too long, with a mark.
     * Line breaks become blanks, and other characters that {@link #text} refuses become U+FFFD. If nothing is left, the
     * mark alone says so. A key that must be ended is not kept alive by it.
     */
    public static String explanation(@Nullable String value, int max) {
        if (value != null && isPlain(value, max)) {
            return value;
        }
        String kept = value == null ? "" : keepable(value);
        return isBlank(kept) ? MARK : fits(kept, max) ? kept : cut(kept, max, MARK);
    }

    /**
     * Returns an id as every store can keep it. An id that is empty, too long, or has characters that {@link #text}
     * refuses is changed as by {@link #explanation}, and gets a part of its digest, so that different ids stay
     * different.
     */
    public static String keepableId(@Nullable String value, int max) {
        String given = value == null ? "" : value;
        if (isPlain(given, max)) {
            return given;
        }
        String kept = keepable(given);
        if (kept.equals(given) && !isBlank(given) && fits(given, max)) {
            return given;
        }
        ByteBuffer bytes = ByteBuffer.allocate(given.length() * Character.BYTES);
        bytes.asCharBuffer().put(given);
        String mark = MARK + HexFormat.of().formatHex(Sha256.of(bytes.array()), 0, 16);
        return fits(kept, max - mark.length()) ? kept + mark : cut(kept, max, mark);
    }

    /** Tells whether a text is visible ASCII, as most are that come with each request: nothing in it is changed. */
    private static boolean isPlain(String value, int max) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) <= ' ' || value.charAt(i) > '~') {
                return false;
            }
        }
        return !value.isEmpty() && value.length() <= max;
    }

    private static String keepable(String value) {
        StringBuilder kept = new StringBuilder(value.length());
        value.codePoints().forEach(c -> {
            boolean control = Character.isISOControl(c);
            boolean lone = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
            kept.appendCodePoint(control && Character.isWhitespace(c) ? ' ' : control || lone ? REPLACEMENT : c);
        });
        return kept.toString();
    }

    private static String cut(String value, int max, String mark) {
        return value.substring(0, value.offsetByCodePoints(0, max - mark.length())) + mark;
    }

    private static boolean fits(String value, int max) {
        // A string has at most as many code points as chars: the second count is needed for long strings only.
        return value.length() <= max || value.codePointCount(0, value.length()) <= max;
    }

    private static boolean isBlank(String value) {
        // Not String.isBlank: it takes a no-break space for a character to be seen.
        return value.codePoints().allMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c));
    }

    /**
     * Cuts an instant to the millisecond, the precision of the whole model, and refuses what some database cannot hold.
     */
    public static Instant instant(String field, Instant value) {
        if (value.isBefore(EARLIEST) || value.isAfter(LATEST)) {
            throw new InvalidValueException(field, "must lie between 1970 and 9999");
        }
        return value.truncatedTo(ChronoUnit.MILLIS);
    }

    /** Refuses what is not true. */
    public static void that(boolean condition, String field, String problem) {
        if (!condition) {
            throw new InvalidValueException(field, problem);
        }
    }
}
