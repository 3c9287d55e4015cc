package dev.latchkey.ports.query;

import dev.latchkey.core.internal.Checks;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The usage of one key by UTC day.
 *
 * @param lastUsedAt the instant of the last accepted request, in milliseconds; null if there is none
 * @param secretsUsedAt the instant of the last accepted request with each secret of the key, by its handle, without
 *     those that are not known to be used
 * @param days the days, the earliest first
 */
public record KeyUsage(@Nullable Instant lastUsedAt, Map<String, Instant> secretsUsedAt, List<Day> days) {
    /** The usage of a key without any request. */
    public static final KeyUsage NONE = new KeyUsage(null, List.of());

    private static final LocalDate LAST_DAY = LocalDate.ofInstant(Checks.LATEST, ZoneOffset.UTC);

    /**
     * The requests of one day with a proven key.
     *
     * @param date the UTC day
     * @param accepted how many were let through
     * @param limited how many were over the rate limit
     * @param refused how many were refused
     */
    public record Day(LocalDate date, long accepted, long limited, long refused) {
        /** Checks the bounds. */
        public Day {
            boolean possible = !date.isBefore(LocalDate.EPOCH) && !date.isAfter(LAST_DAY);
            Checks.that(possible, "date", "must lie between 1970 and 9999");
            Checks.that(accepted >= 0 && limited >= 0 && refused >= 0, "count", "must not be negative");
        }

        /**
         * Returns a day without requests.
         *
         * @param date the UTC day
         * @return the day
         */
        public static Day none(LocalDate date) {
            return new Day(date, 0, 0, 0);
        }

        /**
         * Returns this day with each count at least that of another one.
         *
         * @param other the same day as another store has it
         * @return the day with the higher one of both counts
         */
        public Day atLeast(Day other) {
            return new Day(
                    date,
                    Math.max(accepted, other.accepted),
                    Math.max(limited, other.limited),
                    Math.max(refused, other.refused));
        }
    }

    /** Copies the days and the uses of secrets, and checks the instants. */
    public KeyUsage {
        lastUsedAt = lastUsedAt == null ? null : Checks.instant("lastUsedAt", lastUsedAt);
        secretsUsedAt = Map.copyOf(secretsUsedAt);
        secretsUsedAt.values().forEach(at -> Checks.instant("secretsUsedAt", at));
        days = List.copyOf(days);
    }

    /**
     * Creates a usage that tells nothing about the secrets of the key.
     *
     * @param lastUsedAt the instant of the last accepted request, in milliseconds; null if there is none
     * @param days the days, the earliest first
     */
    public KeyUsage(@Nullable Instant lastUsedAt, List<Day> days) {
        this(lastUsedAt, Map.of(), days);
    }
}
