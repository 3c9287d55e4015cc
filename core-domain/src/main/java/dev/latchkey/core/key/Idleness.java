package dev.latchkey.core.key;

import dev.latchkey.core.internal.Checks;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When a key counts as idle, and how many idle keys may be suspended without a confirmation. Pure functions. */
public final class Idleness {
    /** The shortest time without use after which a key may be suspended. */
    public static final Duration SHORTEST = Duration.ofDays(7);

    /** The most keys of a tenant that a run suspends without a confirmation, however many keys it has. */
    public static final int MOST = 100;

    private static final int FEW = 5;
    private static final int PERCENT = 5;

    private Idleness() {}

    /**
     * Checks a time without use.
     *
     * @param after the time
     * @return the time
     * @throws dev.latchkey.core.InvalidValueException if it is shorter than {@link #SHORTEST}
     */
    public static Duration check(Duration after) {
        Checks.that(after.compareTo(SHORTEST) >= 0, "idleAfter", "must be at least 7 days");
        return after;
    }

    /**
     * Returns since when a key is not used.
     *
     * @param key the key
     * @param lastUsedAt its last use; null if it was never used
     * @return the latest of its creation, its last use and its resumption
     */
    public static Instant since(ApiKey key, @Nullable Instant lastUsedAt) {
        Instant since = key.createdAt();
        Instant resumedAt = key.lifecycle().resumedAt();
        if (resumedAt != null && resumedAt.isAfter(since)) {
            since = resumedAt;
        }
        return lastUsedAt != null && lastUsedAt.isAfter(since) ? lastUsedAt : since;
    }

    /**
     * Tells whether a key is in force and was not used since before an instant.
     *
     * @param key the key
     * @param lastUsedAt its last use; null if it was never used
     * @param before the instant
     * @param now the current instant
     * @return whether it is idle
     */
    public static boolean isIdle(ApiKey key, @Nullable Instant lastUsedAt, Instant before, Instant now) {
        return key.status(now) == KeyStatus.ACTIVE && since(key, lastUsedAt).isBefore(before);
    }

    /**
     * Returns how many keys of a tenant a run may suspend without a confirmation.
     *
     * @param keys how many live keys the tenant has
     * @return the larger of 5 and 5 %, and at most {@value #MOST}
     */
    public static int bound(long keys) {
        return (int) Math.min(MOST, Math.max(FEW, keys * PERCENT / 100));
    }
}
