package dev.latchkey;

import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.key.ApiKey;

/**
 * A key with its new secret: the one moment at which the raw key exists outside its owner's hands.
 *
 * @param key the key as it is stored
 * @param rawKey what to show its owner, once; it prints itself redacted
 */
public record IssuedKey(ApiKey key, RawKey rawKey) {}
