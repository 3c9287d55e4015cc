package dev.latchkey.core.format;

import dev.latchkey.core.internal.Checks;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The shape of raw keys: {@code <prefix><handle><secret><checksum>}, one unbroken word.
 *
 * <p>One prefix is put on new keys; any number of others are still accepted. A key is cut by length, never at a
 * separator: the prefix first, the checksum (6) and the secret (43) from the end, and what is left in between is the
 * handle. So the handle's length may be changed and keys of the previous length go on working. Immutable and safe for
 * use by several threads.
 */
public final class KeyFormat {
    /**
     * The default length of a handle: 71 bits. Fewer than one of 4,000 installations with a billion handles has two
     * equal ones.
     */
    public static final int DEFAULT_HANDLE_LENGTH = 12;

    /** 43 base62 characters hold 256 bits. */
    static final int SECRET_LENGTH = 43;

    private static final int MAX_PREFIX = 20;
    private static final int TAIL = SECRET_LENGTH + Checksum.LENGTH;
    private static final int SHORTEST = Handles.MIN_LENGTH + TAIL;

    private final String prefix;
    private final int handleLength;
    private final String[] prefixes;
    private final Pattern within;

    private KeyFormat(String prefix, int handleLength, List<String> accepted) {
        this.prefix = prefix;
        this.handleLength = handleLength;
        this.prefixes = Stream.concat(Stream.of(prefix), accepted.stream())
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toArray(String[]::new);
        for (String one : prefixes) {
            Checks.that(
                    isPrefix(one), "prefix", "must be 1 to 20 letters, digits and underscores and begin with a letter");
        }
        this.within = Pattern.compile("(?:" + String.join("|", prefixes) + ")[0-9A-Za-z]{" + SHORTEST + ",}");
        for (String longer : prefixes) {
            for (String shorter : prefixes) {
                boolean ambiguous = longer.length() > shorter.length()
                        && longer.startsWith(shorter)
                        && Base62.all(longer.substring(shorter.length()));
                Checks.that(!ambiguous, "prefix", "must not be another prefix followed by letters or digits alone");
            }
        }
    }

    /**
     * Tells whether a text contains what has the shape of a raw key: one of the prefixes, and as many letters and
     * digits as the shortest raw key has, or more. The checksum is not asked for: a key in which a character
     * is wrong is as secret as the key.
     *
     * @param text any text
     * @return true if no log and no answer should repeat the text
     */
    public boolean occursIn(String text) {
        return text.length() >= SHORTEST && within.matcher(text).find();
    }

    /**
     * Replaces what has the shape of a raw key, as {@link #occursIn} finds it.
     *
     * @param text any text
     * @param replacement what stands there instead
     * @return the text without raw keys
     */
    public String removedFrom(String text, String replacement) {
        return text.length() < SHORTEST ? text : within.matcher(text).replaceAll(Matcher.quoteReplacement(replacement));
    }

    /**
     * Returns a format with one prefix and handles of {@link #DEFAULT_HANDLE_LENGTH}.
     *
     * @param prefix what every new key begins with: 1 to 20 letters, digits and underscores, a letter first
     * @return the format
     * @throws dev.latchkey.core.InvalidValueException for any other prefix
     */
    public static KeyFormat of(String prefix) {
        return new KeyFormat(prefix, DEFAULT_HANDLE_LENGTH, List.of());
    }

    /**
     * Returns a format that accepts further prefixes, those of earlier or of foreign keys of the same shape.
     *
     * @param others the prefixes accepted beside the one of new keys; they replace what was accepted before
     * @return the new format
     * @throws dev.latchkey.core.InvalidValueException when one is malformed, or is another one followed by letters or
     *     digits alone, for then a key could be read in two ways
     */
    public KeyFormat accepting(String... others) {
        return new KeyFormat(prefix, handleLength, List.of(others));
    }

    /**
     * Returns a format whose new keys have handles of another length. Keys of other lengths stay valid.
     *
     * @param length 8 to 22 characters
     * @return the new format
     * @throws dev.latchkey.core.InvalidValueException when the length is out of range
     */
    public KeyFormat handleLength(int length) {
        boolean inRange = length >= Handles.MIN_LENGTH && length <= Handles.MAX_LENGTH;
        Checks.that(inRange, "handleLength", "must be 8 to 22");
        return new KeyFormat(prefix, length, Arrays.asList(prefixes));
    }

    /**
     * Returns what new keys begin with.
     *
     * @return the prefix
     */
    public String prefix() {
        return prefix;
    }

    /**
     * Returns how long the handles of new keys are.
     *
     * @return 8 to 22 characters
     */
    public int handleLength() {
        return handleLength;
    }

    /**
     * Recognises a raw key by its shape and checksum, without any I/O and, when it is none, without allocating.
     *
     * @param presented what a client sent, of any length and content, or null
     * @return the key, whose secret nobody has checked yet; or null when this is not a key of this format
     */
    public @Nullable RawKey parse(@Nullable String presented) {
        String own = prefixOf(presented);
        if (presented == null || own == null) {
            return null;
        }
        for (int i = own.length(); i < presented.length(); i++) {
            if (!Base62.is(presented.charAt(i))) {
                return null;
            }
        }
        return Checksum.matches(presented) ? cut(presented, own) : null;
    }

    /**
     * Tells whether a text has prefix, length and characters of a key of this format, but not its checksum. Then it is
     * most likely a key in which a character is wrong.
     *
     * @param text the text
     * @return whether only the checksum is wrong
     */
    public boolean isMistyped(String text) {
        String own = prefixOf(text);
        return own != null
                && text.chars().skip(own.length()).allMatch(character -> Base62.is((char) character))
                && !Checksum.matches(text);
    }

    /**
     * Cuts a text into the parts of a raw key by prefix and lengths, without a look at its characters and its checksum.
     * Only for who goes on to compare it, whole, with a key that {@link #parse} has recognised before, and calls
     * {@code parse} when they differ.
     *
     * @param presented what a client sent, of any length and content, or null
     * @return the key that this is, if it is one; or null when prefix or length are none of this format
     */
    public @Nullable RawKey cut(@Nullable String presented) {
        String own = prefixOf(presented);
        return presented == null || own == null ? null : cut(presented, own);
    }

    private static RawKey cut(String presented, String prefix) {
        int handleEnd = presented.length() - TAIL;
        return new RawKey(presented, prefix, presented.substring(prefix.length(), handleEnd), handleEnd);
    }

    /** Null when no prefix fits, or the length does not. */
    private @Nullable String prefixOf(@Nullable String presented) {
        if (presented == null) {
            return null;
        }
        for (String candidate : prefixes) {
            if (presented.startsWith(candidate)) {
                // The longest match decides: the constructor saw to it that no other can match the rest.
                int handle = presented.length() - TAIL - candidate.length();
                return handle >= Handles.MIN_LENGTH && handle <= Handles.MAX_LENGTH ? candidate : null;
            }
        }
        return null;
    }

    /** Joins the parts of a new key and adds the checksum. */
    RawKey compose(String handle, String secret) {
        StringBuilder key = new StringBuilder(prefix).append(handle).append(secret);
        Checksum.append(key);
        return new RawKey(key.toString(), prefix, handle, prefix.length() + handle.length());
    }

    /**
     * Returns a regular expression for secret scanners that finds the keys of this format in any text. It uses no
     * look-around, so that RE2 and Hyperscan take it too. Scanners that can compute should check the CRC-32 as well.
     *
     * @return for example {@code \b(?:ps_)[0-9A-Za-z]{57,71}\b}
     */
    public String scannerRegex() {
        String alternatives = Arrays.stream(prefixes).collect(Collectors.joining("|"));
        int longest = Handles.MAX_LENGTH + TAIL;
        return "\\b(?:" + alternatives + ")[0-9A-Za-z]{" + SHORTEST + "," + longest + "}\\b";
    }

    private static boolean isPrefix(String text) {
        if (text.isEmpty() || text.length() > MAX_PREFIX || (text.charAt(0) >= '0' && text.charAt(0) <= '9')) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Base62.is(c) && (c != '_' || i == 0)) {
                return false;
            }
        }
        return true;
    }

    /** Names the prefixes, which are public. */
    @Override
    public String toString() {
        return "KeyFormat[" + prefix + ", handle " + handleLength + ", accepts " + Arrays.toString(prefixes) + "]";
    }
}
