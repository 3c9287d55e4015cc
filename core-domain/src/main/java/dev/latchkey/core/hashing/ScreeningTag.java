package dev.latchkey.core.hashing;

import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.internal.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The first 32 bits of the SHA-256 of a raw key: turns away wrong secrets before the slow hash sees them.
 *
 * <p>Of a secret with 256 random bits a thief learns 32 and has 2^224 candidates left. A secret of unknown entropy must
 * not get a tag: the tag would tell a right guess from a wrong one at SHA-256 speed. Immutable; compares in constant
 * time.
 */
public final class ScreeningTag {
    private final int value;

    private ScreeningTag(int value) {
        this.value = value;
    }

    /**
     * Computes the tag of a raw key.
     *
     * @param key a key whose secret is uniformly random
     * @return its tag
     */
    public static ScreeningTag of(RawKey key) {
        byte[] digest = Sha256.of(key.reveal().getBytes(StandardCharsets.UTF_8));
        return new ScreeningTag(ByteBuffer.wrap(digest).getInt());
    }

    /**
     * Reads a stored tag.
     *
     * @param value the 32 bits
     * @return the tag
     */
    public static ScreeningTag of(int value) {
        return new ScreeningTag(value);
    }

    /**
     * Returns the tag as stores keep it.
     *
     * @return 32 bits, big-endian
     */
    public int value() {
        return value;
    }

    /** Compares in constant time: all 32 bits in one operation. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ScreeningTag that && value == that.value;
    }

    @Override
    public int hashCode() {
        return value;
    }

    /** Never the tag. */
    @Override
    public String toString() {
        return "ScreeningTag[redacted]";
    }
}
