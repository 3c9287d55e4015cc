package dev.latchkey.core.key;

import dev.latchkey.core.internal.Checks;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That a key is ended for good.
 *
 * @param at since when, in milliseconds
 * @param reason why, 1 to 500 characters
 * @param by who ended it, without the origin of the request, which the audit has; null if the release that ended the
 *     key did not record it
 */
public record Revocation(
        Instant at, String reason, @Nullable Actor by) {
    /** Checks the bounds. */
    public Revocation {
        at = Checks.instant("revokedAt", at);
        Checks.text("reason", reason, Checks.REASON);
        by = by == null ? null : by.from(Origin.UNKNOWN);
    }

    /** Returns a revocation with a reason of any content: no reason keeps a key in force. */
    static Revocation of(Instant at, String reason, Actor by) {
        return new Revocation(at, Checks.explanation(reason, Checks.REASON), by);
    }
}
