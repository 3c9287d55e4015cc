package dev.latchkey.core.key;

import dev.latchkey.core.internal.Checks;
import java.time.Instant;

/**
 * That a key is stopped until resumed.
 *
 * @param at since when, in milliseconds
 * @param reason why, 1 to 100 characters
 */
public record Suspension(Instant at, String reason) {
    /** Checks the bounds. */
    public Suspension {
        at = Checks.instant("suspendedAt", at);
        Checks.text("reason", reason, Checks.NAME);
    }
}
