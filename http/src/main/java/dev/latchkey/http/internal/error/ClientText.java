package dev.latchkey.http.internal.error;

import dev.latchkey.core.format.KeyFormat;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an answer repeats of texts that clients sent. Nothing that may be a raw key is repeated, and nothing of any
 * length.
 *
 * @param format the format of generated keys
 */
public record ClientText(KeyFormat format) {
    /** The longest word that is repeated, in characters. Every raw key is longer, also with escapes in it. */
    private static final int WORD = 48;

    private static final int ALL = 1_000;
    private static final String INSTEAD = "redacted";
    private static final Pattern LONG_WORD = Pattern.compile("[^\\s,;/]{" + (WORD + 1) + ",}");

    /** Tells whether a text contains what has the shape of a raw key. */
    public boolean hasRawKey(String text) {
        return format.occursIn(text);
    }

    /** Returns a text that is kept, without raw keys. */
    public String kept(String text) {
        return format.removedFrom(text, INSTEAD);
    }

    /** Returns a sentence that may quote a client, as it is repeated. */
    String repeated(String text) {
        return cut(LONG_WORD.matcher(text).replaceAll(INSTEAD));
    }

    /** Returns a path, as it is repeated: without its long segments. */
    String path(String path) {
        // Of most requests, and every request passes here.
        if (path.length() <= WORD) {
            return path;
        }
        return cut(Arrays.stream(path.split("/", -1))
                .map(segment -> segment.length() > WORD ? INSTEAD : segment)
                .collect(Collectors.joining("/")));
    }

    private static String cut(String text) {
        return text.length() > ALL ? text.substring(0, ALL) : text;
    }
}
