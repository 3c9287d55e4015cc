package dev.latchkey.core.key;

import dev.latchkey.core.internal.Checks;
import java.time.Instant;

/**
 * That a key is stopped until resumed.
 *
 * @param at since when, in milliseconds
 * @param reason why, 1 to 500 characters
 */
public record Suspension(Instant at, String reason) {
    /** Checks the bounds. */
    public Suspension {
        at = Checks.instant("suspendedAt", at);
        Checks.text("reason", reason, Checks.REASON);
    }

    /** Returns a suspension with a reason of any content: no reason keeps a key in force. */
    static Suspension of(Instant at, String reason) {
        return new Suspension(at, Checks.explanation(reason, Checks.REASON));
    }
}
