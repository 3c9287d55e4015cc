package dev.latchkey;

import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.key.ApiKey;

/**
 * A key with its new secret: the only time that the raw key can be shown, unless the host keeps sealed copies.
 *
 * @param key the key as it is stored
 * @param rawKey the raw key, to be shown once; it prints itself redacted
 */
public record IssuedKey(ApiKey key, RawKey rawKey) {}
