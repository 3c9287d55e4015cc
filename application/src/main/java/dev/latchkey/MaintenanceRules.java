package dev.latchkey;

import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.key.Idleness;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Maintenance} does with keys and events that are old. Immutable.
 *
 * @param purgeAfter how long dead keys are kept
 * @param ages how long events and usage are kept
 * @param idleAfter after which time without use a key is suspended, at least 7 days; null for never
 * @param idleNotice how old a report about the idle keys of a tenant is when keys are suspended, unless it is
 *     confirmed; at most 90 days
 */
public record MaintenanceRules(
        Duration purgeAfter, Retention.Ages ages, @Nullable Duration idleAfter, Duration idleNotice) {
    private static final Duration LONGEST_NOTICE = Duration.ofDays(90);

    /**
     * Dead keys for 90 days, events and usage for {@link Retention.Ages#DEFAULT}, and idle keys are not suspended. If
     * they are, then 23 hours after they were first reported: runs that begin once a day do not begin at the same
     * second.
     */
    public static final MaintenanceRules DEFAULT =
            new MaintenanceRules(Duration.ofDays(90), Retention.Ages.DEFAULT, null, Duration.ofHours(23));

    /** Checks the bounds. */
    public MaintenanceRules {
        Checks.that(!purgeAfter.isNegative(), "purgeAfter", "must not be negative");
        idleAfter = idleAfter == null ? null : Idleness.check(idleAfter);
        boolean ends = !idleNotice.isNegative() && idleNotice.compareTo(LONGEST_NOTICE) <= 0;
        Checks.that(ends, "idleNotice", "must be zero to 90 days");
    }

    /**
     * Returns these rules with another time for which dead keys are kept.
     *
     * @param time the time
     * @return new rules
     */
    public MaintenanceRules purgeAfter(Duration time) {
        return new MaintenanceRules(time, ages, idleAfter, idleNotice);
    }

    /**
     * Returns these rules with other times for which events and usage are kept.
     *
     * @param times the times
     * @return new rules
     */
    public MaintenanceRules ages(Retention.Ages times) {
        return new MaintenanceRules(purgeAfter, times, idleAfter, idleNotice);
    }

    /**
     * Returns these rules with the suspension of idle keys.
     *
     * @param time the time without use after which a key is suspended, at least 7 days; null for never
     * @return new rules
     */
    public MaintenanceRules idleAfter(@Nullable Duration time) {
        return new MaintenanceRules(purgeAfter, ages, time, idleNotice);
    }

    /**
     * Returns these rules with another time between a report about the idle keys of a tenant and their suspension.
     *
     * @param time the time, zero to 90 days; a confirmed report does not wait for it
     * @return new rules
     */
    public MaintenanceRules idleNotice(Duration time) {
        return new MaintenanceRules(purgeAfter, ages, idleAfter, time);
    }

    Instant purgeBefore(Instant now) {
        return Retention.before(now, purgeAfter);
    }

    /** Returns the instant since which an idle key was not used; null if idle keys are not suspended. */
    @Nullable Instant idleBefore(Instant now) {
        return idleAfter == null ? null : Retention.before(now, idleAfter);
    }
}
