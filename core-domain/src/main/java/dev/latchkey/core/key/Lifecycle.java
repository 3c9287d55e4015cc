package dev.latchkey.core.key;

import dev.latchkey.core.internal.Checks;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a key was stopped and put back in force.
 *
 * @param suspension that it is stopped, or null
 * @param resumedAt when it was last resumed, in milliseconds; null if it never was
 * @param revocation that it is ended for good, or null
 * @param expiredAt when it was recorded that the key has expired, in milliseconds; null while it is not recorded. Lists
 *     read it, so that they pass no expired keys. Whether a key has expired is the clock's to tell
 */
public record Lifecycle(
        @Nullable Suspension suspension,
        @Nullable Instant resumedAt,
        @Nullable Revocation revocation,
        @Nullable Instant expiredAt) {
    /** A key that was never stopped. */
    public static final Lifecycle IN_FORCE = new Lifecycle(null, null, null, null);

    /** Checks the bounds. */
    public Lifecycle {
        resumedAt = resumedAt == null ? null : Checks.instant("resumedAt", resumedAt);
        expiredAt = expiredAt == null ? null : Checks.instant("expiredAt", expiredAt);
    }

    /** Returns this lifecycle with a suspension. */
    Lifecycle suspended(Suspension newSuspension) {
        return new Lifecycle(newSuspension, resumedAt, revocation, expiredAt);
    }

    /** Returns this lifecycle without a suspension. */
    Lifecycle resumed(Instant at) {
        return new Lifecycle(null, at, revocation, expiredAt);
    }

    /** Returns this lifecycle with a revocation. */
    Lifecycle revoked(Revocation newRevocation) {
        return new Lifecycle(suspension, resumedAt, newRevocation, expiredAt);
    }

    /** Returns this lifecycle with the instant at which the expiry was recorded; null for none. */
    Lifecycle expired(@Nullable Instant at) {
        return new Lifecycle(suspension, resumedAt, revocation, at);
    }
}
