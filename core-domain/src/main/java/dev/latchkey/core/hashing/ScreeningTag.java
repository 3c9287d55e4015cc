package dev.latchkey.core.hashing;

import dev.latchkey.core.format.RawKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The first 32 bits of the SHA-256 of a raw key: turns away wrong secrets before the slow hash sees them.
 *
 * <p>Of a secret with 256 random bits a thief learns 32 and has 2^224 candidates left. A secret of unknown entropy must not get a tag: the
 * tag would tell a right guess from a wrong one at SHA-256 speed. Immutable; compares in constant time.
 */
public final class ScreeningTag {
    private static final int LENGTH = 4;

    private final byte[] bytes;

    private ScreeningTag(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Computes the tag of a raw key.
     *
     * @param key a key whose secret is uniformly random
     * @return its tag
     */
    public static ScreeningTag of(RawKey key) {
        byte[] digest = Digests.sha256().digest(key.reveal().getBytes(StandardCharsets.UTF_8));
        return new ScreeningTag(Arrays.copyOf(digest, LENGTH));
    }

    /**
     * Reads a stored tag.
     *
     * @param value the 32 bits
     * @return the tag
     */
    public static ScreeningTag of(int value) {
        return new ScreeningTag(
                new byte[] {(byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value});
    }

    /**
     * Returns the tag as stores keep it.
     *
     * @return 32 bits, big-endian
     */
    public int value() {
        return ((bytes[0] & 0xff) << 24) | ((bytes[1] & 0xff) << 16) | ((bytes[2] & 0xff) << 8) | (bytes[3] & 0xff);
    }

    /** Compares in constant time. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ScreeningTag that && MessageDigest.isEqual(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return value();
    }

    /** Never the tag. */
    @Override
    public String toString() {
        return "ScreeningTag[redacted]";
    }
}
