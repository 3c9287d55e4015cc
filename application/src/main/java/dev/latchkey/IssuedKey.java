package dev.latchkey;

import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Secret;

/**
 * A key with its new secret: the only time that the raw key can be shown, unless the host keeps sealed copies.
 *
 * @param key the key as it is stored
 * @param rawKey the raw key, to be shown once; it prints itself redacted
 */
public record IssuedKey(ApiKey key, RawKey rawKey) {
    /** Checks that the raw key is one of the key's. */
    public IssuedKey {
        if (key.secret(rawKey.handle()).isEmpty()) {
            throw new IllegalArgumentException("the raw key belongs to another key");
        }
    }

    /**
     * Returns the secret of the raw key. It is the key's current one, or pending if the rotation that made it waits for
     * its first use.
     *
     * @return the secret
     */
    public Secret secret() {
        return key.secret(rawKey.handle()).orElseThrow();
    }
}
