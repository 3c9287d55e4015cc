package dev.latchkey.core.sealing;

import dev.latchkey.core.internal.Checks;
import java.util.regex.Pattern;

/**
 * A raw key sealed with AES-256-GCM, as stores keep it: {@code <sealing key id>.<nonce and ciphertext>}, the latter in
 * URL-safe base64. Immutable.
 */
public final class SealedCopy {
    private static final Pattern FORM = Pattern.compile("[0-9A-Za-z_-]{1,32}\\.[0-9A-Za-z_-]{38,1024}");

    private final String encoded;

    private SealedCopy(String encoded) {
        this.encoded = encoded;
    }

    /**
     * Reads a stored copy. Whether it can be unsealed is not known before it is tried.
     *
     * @param encoded what {@link #encoded()} returned
     * @return the copy
     * @throws dev.latchkey.core.InvalidValueException when it is malformed
     */
    public static SealedCopy of(String encoded) {
        Checks.that(FORM.matcher(encoded).matches(), "sealed copy", "is malformed");
        return new SealedCopy(encoded);
    }

    /**
     * Returns what stores keep.
     *
     * @return ASCII text of at most 1057 characters
     */
    public String encoded() {
        return encoded;
    }

    String keyId() {
        return encoded.substring(0, encoded.indexOf('.'));
    }

    String payload() {
        return encoded.substring(encoded.indexOf('.') + 1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SealedCopy that && encoded.equals(that.encoded);
    }

    @Override
    public int hashCode() {
        return encoded.hashCode();
    }

    /** Names the sealing key, never the content. */
    @Override
    public String toString() {
        return "SealedCopy[" + keyId() + "]";
    }
}
