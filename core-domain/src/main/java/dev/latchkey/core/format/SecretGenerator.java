package dev.latchkey.core.format;

import java.security.SecureRandom;
import java.util.UUID;

/** The one source of randomness: handles, secrets, ids, salts, nonces. Safe for use by several threads. */
public final class SecretGenerator {
    private final SecureRandom random = new SecureRandom();

    /** Creates a generator that the operating system seeds. */
    public SecretGenerator() {}

    /**
     * Makes a new raw key.
     *
     * @param format its shape
     * @return a key with a random handle and 256 bits of secret
     */
    public RawKey rawKey(KeyFormat format) {
        return rawKey(format, base62(format.handleLength()));
    }

    /**
     * Makes a new raw key that is found by a given handle.
     *
     * @param format its shape, but for the handle's length
     * @param handle the handle
     * @return a key with 256 bits of secret
     * @throws dev.latchkey.core.InvalidValueException when the handle is malformed
     */
    public RawKey rawKey(KeyFormat format, String handle) {
        return format.compose(Handles.check(handle), base62(KeyFormat.SECRET_LENGTH));
    }

    /**
     * Makes a new id.
     *
     * @return a random (version 4) UUID, RFC 9562 section 5.4
     */
    public UUID id() {
        byte[] b = bytes(16);
        long high = 0;
        long low = 0;
        for (int i = 0; i < 8; i++) {
            high = (high << 8) | (b[i] & 0xff);
            low = (low << 8) | (b[i + 8] & 0xff);
        }
        return new UUID((high & ~0xf000L) | 0x4000L, (low & ~(3L << 62)) | (1L << 63));
    }

    /**
     * Makes random bytes.
     *
     * @param length how many
     * @return a new array
     */
    public byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Uniform: a byte counts only below 248, the largest multiple of 62. */
    private String base62(int length) {
        StringBuilder text = new StringBuilder(length);
        while (text.length() < length) {
            for (byte b : bytes(length - text.length())) {
                int value = b & 0xff;
                if (value < 248) {
                    text.append(Base62.digit(value % 62));
                }
            }
        }
        return text.toString();
    }
}
