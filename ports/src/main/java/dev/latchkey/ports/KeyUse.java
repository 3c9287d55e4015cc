package dev.latchkey.ports;

import dev.latchkey.core.internal.Checks;
import java.time.Instant;
import java.util.UUID;

/**
 * Merged uses of one key. All of them lie in the same UTC day as the last, so that a store may count by day.
 *
 * @param keyId the key
 * @param lastUsedAt the instant of the last use, in milliseconds
 * @param count how many uses, at least 1
 */
public record KeyUse(UUID keyId, Instant lastUsedAt, long count) {
    /** Checks the bounds. */
    public KeyUse {
        lastUsedAt = Checks.instant("lastUsedAt", lastUsedAt);
        Checks.that(count >= 1, "count", "must be at least 1");
    }

    /**
     * Merges these uses with others of the same key.
     *
     * @param other uses of the same key
     * @return the sum of the counts, and the later of both last uses
     */
    public KeyUse plus(KeyUse other) {
        Instant last = lastUsedAt.isAfter(other.lastUsedAt) ? lastUsedAt : other.lastUsedAt;
        return new KeyUse(keyId, last, count + other.count);
    }
}
