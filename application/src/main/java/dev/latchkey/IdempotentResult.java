package dev.latchkey;

import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Secret;
import org.jspecify.annotations.Nullable;

/**
 * The result of a request that may be repeated: see {@link IdempotentRequests}.
 *
 * @param key the key as it is stored now
 * @param secret the secret that the first request made; it may have been replaced since
 * @param rawKey the raw key to show; null in a repeat without a sealed copy, because it was shown before
 * @param repeated whether an earlier request made it
 */
public record IdempotentResult(
        ApiKey key, Secret secret, @Nullable RawKey rawKey, boolean repeated) {
    /**
     * Returns the result of a first request.
     *
     * @param issued the key with its new secret
     * @return the result, not repeated
     */
    public static IdempotentResult first(IssuedKey issued) {
        return new IdempotentResult(issued.key(), issued.secret(), issued.rawKey(), false);
    }
}
