package dev.latchkey.core.format;

import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.internal.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * The whole string a client sends: a secret.
 *
 * <p>It never prints itself, cannot be serialized, and compares in constant time. Its value is reached by
 * {@link #reveal()} alone, so that every place that handles the characters can be found by searching for that name. It
 * is made by a {@link KeyFormat}, an {@link ImportedKeys} or the opening of a sealed copy, and therefore always has a
 * handle. Immutable.
 */
public final class RawKey {
    private static final int SHOWN = 4;

    private final String value;
    private final String prefix;
    private final String handle;
    private final int publicLength;

    /** Of our own format when the public length is not 0: then the value begins with prefix and handle. */
    RawKey(String value, String prefix, String handle, int publicLength) {
        this.value = value;
        this.prefix = prefix;
        this.handle = handle;
        this.publicLength = publicLength;
    }

    /**
     * Takes a raw key that was known before: what a sealed copy held.
     *
     * @param value the whole raw key
     * @param prefix its prefix
     * @param handle its handle
     * @return the key
     * @throws dev.latchkey.core.InvalidValueException when the value has fewer than four characters, or the handle is
     *     malformed
     */
    public static RawKey opened(String value, String prefix, String handle) {
        Checks.that(value.length() >= SHOWN, "raw key", "must have at least 4 characters");
        String opening = prefix + Handles.check(handle);
        return new RawKey(value, prefix, handle, value.startsWith(opening) ? opening.length() : 0);
    }

    /**
     * Returns the secret itself. Show it to its owner once, and hand it to nothing that logs, stores or prints.
     *
     * @return the characters that a client sends
     */
    public String reveal() {
        return value;
    }

    /** Returns the SHA-256 of the characters, by which an imported key is found. */
    byte[] sha256() {
        return Sha256.of(bytes());
    }

    /** Returns an imported key with the handle that another lookup key makes. */
    RawKey foundBy(String otherHandle) {
        return new RawKey(value, "", otherHandle, 0);
    }

    /** Returns how many characters the key has. */
    int length() {
        return value.length();
    }

    /**
     * Returns the public part by which the key is found.
     *
     * @return 8 to 22 base62 characters; no secret
     */
    public String handle() {
        return handle;
    }

    /**
     * Returns the format's prefix.
     *
     * @return for example {@code ps_}; empty for an imported key
     */
    public String prefix() {
        return prefix;
    }

    /**
     * Returns how much of the beginning is no secret: prefix and handle.
     *
     * @return how many characters, all of them ASCII; 0 for an imported key, whose handle is derived
     */
    public int publicLength() {
        return publicLength;
    }

    /**
     * Returns the last four characters, which lists show so that people recognise a key.
     *
     * @return four characters, a part of the checksum where the key is of our own format
     */
    public String lastFour() {
        return value.substring(value.length() - SHOWN);
    }

    /** Compares in constant time. */
    @Override
    public boolean equals(Object other) {
        return other instanceof RawKey that && MessageDigest.isEqual(bytes(), that.bytes());
    }

    /** Of the handle, which is public. */
    @Override
    public int hashCode() {
        return handle.hashCode();
    }

    /** Never the value. */
    @Override
    public String toString() {
        return "RawKey[redacted]";
    }

    private byte[] bytes() {
        return value.getBytes(StandardCharsets.UTF_8);
    }
}
