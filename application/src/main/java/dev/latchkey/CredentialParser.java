package dev.latchkey;

import dev.latchkey.core.format.ImportedKeys;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.format.RawKey;
import org.jspecify.annotations.Nullable;

/**
 * Tells keys from garbage before anything is looked up: our own format first, then, where the host has imported keys, any other shape.
 *
 * @param format the shape of our own keys
 * @param imported how imported keys are found, null when there are none
 */
record CredentialParser(KeyFormat format, @Nullable ImportedKeys imported) {
    @Nullable RawKey recognize(@Nullable String presented) {
        RawKey own = format.parse(presented);
        return own != null || imported == null ? own : imported.parse(presented);
    }

    /**
     * Returns a text as the imported key that it may be, also if it has our own format: a key that was imported by its
     * digest is found by nothing else. Null when there are no imported keys, or none can look like this.
     */
    @Nullable RawKey asImported(@Nullable String presented) {
        return imported == null ? null : imported.parse(presented);
    }

    /** What may be a key of our own format, of which neither characters nor checksum were looked at. */
    @Nullable RawKey cut(@Nullable String presented) {
        return format.cut(presented);
    }

    /** Of our own format the secret is known to be random; of any other nobody knows. */
    boolean isOwn(RawKey raw) {
        return !raw.prefix().isEmpty();
    }
}
