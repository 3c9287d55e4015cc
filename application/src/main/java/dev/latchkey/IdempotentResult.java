package dev.latchkey;

import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Secret;
import org.jspecify.annotations.Nullable;

/**
 * What a request made that may be sent again: see {@link IdempotentKeys}.
 *
 * @param key the key as it is stored now
 * @param secret the secret that the request made; in a repeat it may have been replaced since
 * @param rawKey what to show its owner; null in a repeat without a sealed copy, for it was shown already
 * @param repeated whether an earlier request had made it
 */
public record IdempotentResult(
        ApiKey key, Secret secret, @Nullable RawKey rawKey, boolean repeated) {
    /**
     * What was made just now.
     *
     * @param issued the key with its newest secret
     * @return the same, not repeated
     */
    public static IdempotentResult first(IssuedKey issued) {
        return new IdempotentResult(issued.key(), issued.key().newestSecret(), issued.rawKey(), false);
    }
}
