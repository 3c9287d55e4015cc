package dev.latchkey.core.format;

import dev.latchkey.core.internal.Checks;

/** The bounds of a handle: the public part of a raw key by which it is found. */
public final class Handles {
    /** Shortest handle, in base62 characters. */
    public static final int MIN_LENGTH = 8;

    /** Longest handle, in base62 characters: what 128 bits need. */
    public static final int MAX_LENGTH = 22;

    private Handles() {}

    /**
     * Tells whether a text has the form of a handle.
     *
     * @param text any text
     * @return true for 8 to 22 base62 characters
     */
    public static boolean isWellFormed(CharSequence text) {
        return text.length() >= MIN_LENGTH && text.length() <= MAX_LENGTH && Base62.all(text);
    }

    /**
     * Refuses what has not the form of a handle.
     *
     * @param handle what to check
     * @return the same handle
     * @throws dev.latchkey.core.InvalidValueException when it is not 8 to 22 base62 characters
     */
    public static String check(String handle) {
        Checks.that(isWellFormed(handle), "handle", "must be 8 to 22 base62 characters");
        return handle;
    }
}
