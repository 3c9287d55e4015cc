package dev.latchkey.core.key;

import dev.latchkey.core.internal.Checks;
import java.time.Instant;

/**
 * That a key is ended for good.
 *
 * @param at since when, in milliseconds
 * @param reason why, 1 to 100 characters
 */
public record Revocation(Instant at, String reason) {
    /** Checks the bounds. */
    public Revocation {
        at = Checks.instant("revokedAt", at);
        Checks.text("reason", reason, Checks.NAME);
    }
}
