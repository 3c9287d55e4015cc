package dev.latchkey;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.key.KeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A key whose value the host's configuration gives, for {@link ConfiguredKeys}. It never prints the value. Immutable.
 */
public final class ConfiguredKey {
    private static final int DIGEST = 32;

    private final KeySpec spec;
    private final @Nullable String text;
    private final byte @Nullable [] sha256;
    private final boolean rotates;

    private ConfiguredKey(KeySpec spec, @Nullable String text, byte @Nullable [] sha256, boolean rotates) {
        this.spec = spec;
        this.text = text;
        this.sha256 = sha256;
        this.rotates = rotates;
    }

    /**
     * Takes a key whose characters are known.
     *
     * @param spec the specification of the key, without a slot; its name, of at most 89 characters, identifies it
     *     within its tenant and scope from one start to the next
     * @param rawKey what clients send: a key of the configured format, or, with {@link LatchkeyBuilder#importedKeys},
     *     32 to 512 visible ASCII characters
     * @return the key
     */
    public static ConfiguredKey of(KeySpec spec, String rawKey) {
        return new ConfiguredKey(spec, rawKey, null, false);
    }

    /**
     * Takes a key of which only the SHA-256 is known. It needs {@link LatchkeyBuilder#importedKeys}. Whether the key is
     * long enough cannot be checked. A key of the configured format that was once given by its characters is another
     * value when it is given by its digest.
     *
     * @param spec the specification of the key, as for {@link #of}
     * @param sha256 the 32 bytes of the SHA-256 of the key's characters; copied
     * @return the key
     * @throws InvalidValueException if the digest has another length
     */
    public static ConfiguredKey ofSha256(KeySpec spec, byte[] sha256) {
        if (sha256.length != DIGEST) {
            throw new InvalidValueException("sha256", "must have 32 bytes");
        }
        return new ConfiguredKey(spec, null, sha256.clone(), false);
    }

    /**
     * Returns this key with the permission to rotate: a value that the key never had becomes its current secret, and
     * all previous ones end immediately. By default, such a value changes nothing.
     *
     * @param allowed whether a new value rotates the key
     * @return a new configured key
     */
    public ConfiguredKey rotate(boolean allowed) {
        return new ConfiguredKey(spec, text, sha256, allowed);
    }

    /**
     * Returns the specification.
     *
     * @return the specification of the key, without a slot
     */
    public KeySpec spec() {
        return spec;
    }

    boolean rotates() {
        return rotates;
    }

    @Nullable String text() {
        return text;
    }

    byte @Nullable [] sha256() {
        return sha256;
    }

    /** Never the value. */
    @Override
    public String toString() {
        return "ConfiguredKey[" + spec.tenant() + ", " + spec.name() + ", redacted]";
    }
}
