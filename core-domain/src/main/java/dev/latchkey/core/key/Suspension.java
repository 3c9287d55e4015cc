package dev.latchkey.core.key;

import dev.latchkey.core.internal.Checks;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * That a key is stopped until resumed.
 *
 * @param cause why it is stopped: a stronger cause replaces a weaker one
 * @param at since when, in milliseconds
 * @param reason the reason in words, 1 to 500 characters
 * @param by who stopped it, without the origin of the request, which the audit has; null if the release that stopped
 *     the key did not record it
 */
public record Suspension(
        Cause cause, Instant at, String reason, @Nullable Actor by) {
    /** The causes of a suspension, the strongest first. */
    public enum Cause {
        /** An operator has stopped the key. */
        OPERATOR,
        /** The owner of the key was suspended. */
        OWNER,
        /** The key was not used for long. */
        IDLE;

        /**
         * Returns the cause of a name, as stores read it.
         *
         * @param name the stored name; null if there is none
         * @return the cause; {@link #OPERATOR}, which nothing but an operator resumes, if there is none of that name
         */
        public static Cause of(@Nullable String name) {
            return Arrays.stream(values())
                    .filter(cause -> cause.name().equals(name))
                    .findFirst()
                    .orElse(OPERATOR);
        }

        /**
         * Tells whether this cause replaces another one.
         *
         * @param other the other cause
         * @return true if this one is stronger
         */
        public boolean isStrongerThan(Cause other) {
            return compareTo(other) < 0;
        }
    }

    /** Checks the bounds. */
    public Suspension {
        at = Checks.instant("suspendedAt", at);
        Checks.text("reason", reason, Checks.REASON);
        by = by == null ? null : by.from(Origin.UNKNOWN);
    }

    /** Returns a suspension with a reason of any content: no reason keeps a key in force. */
    static Suspension of(Cause cause, Instant at, String reason, Actor by) {
        return new Suspension(cause, at, Checks.explanation(reason, Checks.REASON), by);
    }
}
