package dev.latchkey.core.key;

import dev.latchkey.core.internal.Checks;
import java.time.Duration;

/**
 * How a new secret replaces the current one. Immutable.
 *
 * @param start when the new secret becomes current
 * @param grace how long the previous secret is accepted after that, one minute to 366 days; zero if it ends immediately
 * @param lapses how long the new secret waits for its first use, one minute to 366 days; zero if it does not wait
 */
public record RotationMode(Start start, Duration grace, Duration lapses) {
    /** When the new secret becomes current. */
    public enum Start {
        /** Immediately. All other secrets end. */
        NOW,
        /** Immediately. The previous secret is accepted for a while. */
        OVERLAP,
        /** With its first accepted request. If there is none in time, the new secret ends. */
        FIRST_USE
    }

    /** The longest time that a rotation may take. */
    public static final Duration LONGEST = Duration.ofDays(366);

    /** The new secret is current immediately, and all other secrets of the key end. */
    public static final RotationMode NOW = new RotationMode(Start.NOW, Duration.ZERO, Duration.ZERO);

    private static final Duration DEFAULT_GRACE = Duration.ofDays(1);
    private static final Duration DEFAULT_LAPSES = Duration.ofDays(30);

    /** Checks the bounds. */
    public RotationMode {
        grace = start == Start.NOW ? none("grace", grace) : bounded("grace", grace);
        lapses = start == Start.FIRST_USE ? bounded("lapses", lapses) : none("lapses", lapses);
    }

    /**
     * Returns a mode in which the previous secret is accepted for a while. It never outlives the key's expiry.
     *
     * @param overlap how long, one minute to 366 days
     * @return the mode
     */
    public static RotationMode overlap(Duration overlap) {
        return new RotationMode(Start.OVERLAP, overlap, Duration.ZERO);
    }

    /**
     * Returns a mode in which the previous secret stays current until the new one is used. By default, the previous
     * secret is then accepted for one day, and the new one ends if it is not used within 30 days.
     *
     * @return the mode
     */
    public static RotationMode firstUse() {
        return new RotationMode(Start.FIRST_USE, DEFAULT_GRACE, DEFAULT_LAPSES);
    }

    /**
     * Returns this mode with another grace.
     *
     * @param duration how long the previous secret is accepted after the new one has become current
     * @return a new mode
     */
    public RotationMode grace(Duration duration) {
        return new RotationMode(start, duration, lapses);
    }

    /**
     * Returns this mode with another time to wait for the first use.
     *
     * @param duration how long the new secret waits
     * @return a new mode
     */
    public RotationMode lapses(Duration duration) {
        return new RotationMode(start, grace, duration);
    }

    static Duration bounded(String field, Duration duration) {
        boolean inRange = duration.compareTo(Rotation.TOLERANCE) >= 0 && duration.compareTo(LONGEST) <= 0;
        Checks.that(inRange, field, "must be one minute to 366 days");
        return Duration.ofMillis(duration.toMillis());
    }

    private static Duration none(String field, Duration duration) {
        Checks.that(duration.isZero(), field, "must be zero in this mode");
        return duration;
    }
}
