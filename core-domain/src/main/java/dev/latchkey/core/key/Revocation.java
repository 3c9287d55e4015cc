package dev.latchkey.core.key;

import dev.latchkey.core.internal.Checks;
import java.time.Instant;

/**
 * That a key is ended for good.
 *
 * @param at since when, in milliseconds
 * @param reason why, 1 to 500 characters
 */
public record Revocation(Instant at, String reason) {
    /** Checks the bounds. */
    public Revocation {
        at = Checks.instant("revokedAt", at);
        Checks.text("reason", reason, Checks.REASON);
    }

    /** Returns a revocation with a reason of any content: no reason keeps a key in force. */
    static Revocation of(Instant at, String reason) {
        return new Revocation(at, Checks.explanation(reason, Checks.REASON));
    }
}
