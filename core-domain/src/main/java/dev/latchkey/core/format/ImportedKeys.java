package dev.latchkey.core.format;

import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.internal.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Recognises keys of other shapes, which a host brought along from an older system, by a handle derived from a digest
 * of the whole string.
 *
 * <p>The digest is keyed: a plain one would sit in the database and let whoever steals it test guesses at SHA-256
 * speed, and a key of little entropy would fall however slow the stored hash is. The lookup key belongs where the
 * pepper is: outside the database. It cannot be changed while keys that were found with it are in use. Immutable and
 * safe for use by several threads.
 */
public final class ImportedKeys {
    private static final int MIN_KEY_BYTES = 32;
    private static final int MIN_LENGTH = 8;
    private static final int MIN_IMPORTED = 20;
    private static final int MIN_TO_SHOW = 24;
    private static final int MAX_LENGTH = 512;
    private static final String HMAC = "HmacSHA256";

    private final SecretKeySpec lookupKey;
    private final int shortest;

    private ImportedKeys(SecretKeySpec lookupKey, int shortest) {
        this.lookupKey = lookupKey;
        this.shortest = shortest;
    }

    /**
     * Takes the host's lookup key.
     *
     * @param lookupKey at least 32 random bytes; copied
     * @throws dev.latchkey.core.InvalidValueException when it is shorter
     */
    public ImportedKeys(byte[] lookupKey) {
        Checks.that(lookupKey.length >= MIN_KEY_BYTES, "lookupKey", "must have at least 32 bytes");
        this.lookupKey = new SecretKeySpec(lookupKey, HMAC);
        this.shortest = MIN_IMPORTED;
    }

    /**
     * Returns a configuration that also imports keys of fewer than 20 characters, from 8 on. So few characters can be
     * guessed over the network: limit failed attempts, and replace such keys soon.
     *
     * @return a new configuration
     */
    public ImportedKeys allowShort() {
        return new ImportedKeys(lookupKey, MIN_LENGTH);
    }

    /**
     * Checks that a key is long enough to be imported. Keys that were imported once are found whatever this says.
     *
     * @param key the key
     * @throws dev.latchkey.core.InvalidValueException if it has fewer than 20 characters, and {@link #allowShort} was
     *     not asked for
     */
    public void checkLength(RawKey key) {
        boolean longEnough = key.length() >= shortest;
        Checks.that(longEnough, "rawKey", "must have at least 20 characters unless short keys are allowed");
    }

    /**
     * Returns what is stored in clear of an imported key.
     *
     * @param key the key
     * @return its last four characters; empty if it has fewer than 24, because four known ones would be too many
     */
    public static String lastFour(RawKey key) {
        return key.length() >= MIN_TO_SHOW ? key.lastFour() : "";
    }

    /**
     * Takes any string of 8 to 512 visible ASCII characters for a key.
     *
     * @param presented what a client sent, or null
     * @return the key with its derived handle, which nobody has looked up yet; or null when no imported key can look
     *     like this
     */
    public @Nullable RawKey parse(@Nullable String presented) {
        if (presented == null || presented.length() < MIN_LENGTH || presented.length() > MAX_LENGTH) {
            return null;
        }
        for (int i = 0; i < presented.length(); i++) {
            char c = presented.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                return null;
            }
        }
        return new RawKey(presented, "", handle(Sha256.of(presented.getBytes(StandardCharsets.US_ASCII))), 0);
    }

    /**
     * Derives the handle of a key of which only the digest is known, as when a table of SHA-256 hashes is imported.
     *
     * @param sha256 the 32 bytes of the SHA-256 of the key's UTF-8 bytes
     * @return 22 base62 characters
     * @throws dev.latchkey.core.InvalidValueException when the digest has another length
     */
    public String handle(byte[] sha256) {
        Checks.that(sha256.length == 32, "sha256", "must have 32 bytes");
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(lookupKey);
            return Base62.encode(mac.doFinal(sha256), Handles.MAX_LENGTH);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + HMAC, e);
        }
    }

    /** Never the lookup key. */
    @Override
    public String toString() {
        return "ImportedKeys[redacted]";
    }
}
