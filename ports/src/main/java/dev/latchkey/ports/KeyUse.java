package dev.latchkey.ports;

import dev.latchkey.core.internal.Checks;
import java.time.Instant;
import java.util.UUID;

/**
 * Uses of one key, put together. All of them lie in the same UTC day as the last, so that a store may count by day.
 *
 * @param keyId the key
 * @param lastUsedAt the latest of them, in milliseconds
 * @param count how many, at least 1
 */
public record KeyUse(UUID keyId, Instant lastUsedAt, long count) {
    /** Checks the bounds. */
    public KeyUse {
        lastUsedAt = Checks.instant("lastUsedAt", lastUsedAt);
        Checks.that(count >= 1, "count", "must be at least 1");
    }
}
