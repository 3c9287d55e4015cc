package dev.latchkey.core.internal;

import dev.latchkey.core.InvalidValueException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

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

    /** Latest instant. */
    public static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    private static final String MARK = "\u2026";
    private static final Instant EARLIEST = Instant.EPOCH;

    private Checks() {}

    /**
     * Checks text that people and other systems choose. Control characters and lone surrogates are refused because
     * databases disagree about them (PostgreSQL has no NUL, UTF-8 has no surrogates), blanks because nobody can tell
     * them apart in a list.
     */
    public static String text(String field, String value, int max) {
        // Not isBlank: it takes a no-break space for a character to be seen.
        if (value.codePoints().allMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c))) {
            throw new InvalidValueException(field, "must not be empty");
        }
        // A string has at most as many code points as chars: the second count is needed for long strings only.
        if (value.length() > max && value.codePointCount(0, value.length()) > max) {
            throw new InvalidValueException(field, "must have at most " + max + " characters");
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isISOControl(c)) {
                throw new InvalidValueException(field, "must not contain control characters");
            }
            if (Character.isSurrogate(c)) {
                boolean pair = i + 1 < value.length() && Character.isSurrogatePair(c, value.charAt(i + 1));
                if (!pair) {
                    throw new InvalidValueException(field, "must be well-formed Unicode");
                }
                i++;
            }
        }
        return value;
    }

    /**
     * Cuts text that is too long, and marks where. For text that only explains a change: a key that must be ended is
     * not kept alive by it.
     */
    public static String cut(String value, int max) {
        boolean fits = value.length() <= max || value.codePointCount(0, value.length()) <= max;
        return fits ? value : value.substring(0, value.offsetByCodePoints(0, max - MARK.length())) + MARK;
    }

    /**
     * Cuts an id that is too long, and marks it with a part of its digest: other ids stay other ones.
     */
    public static String cutId(String value, int max) {
        if (value.length() <= max || value.codePointCount(0, value.length()) <= max) {
            return value;
        }
        byte[] digest = Sha256.of(value.getBytes(StandardCharsets.UTF_8));
        String mark = MARK + HexFormat.of().formatHex(digest, 0, 16);
        return value.substring(0, value.offsetByCodePoints(0, max - mark.length())) + mark;
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
