package dev.latchkey.ports.query;

import dev.latchkey.core.internal.Checks;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * A query of the usage of some keys.
 *
 * @param keyIds the keys, 1 to 1000, each once
 * @param from the first UTC day
 * @param to the last UTC day, at most 399 days after the first
 */
public record UsageQuery(List<UUID> keyIds, LocalDate from, LocalDate to) {
    /** How many days a query may have at most. */
    public static final int MAX_DAYS = 400;

    private static final int MAX_KEYS = 1000;

    /** Checks the bounds. */
    public UsageQuery {
        keyIds = List.copyOf(keyIds);
        Checks.that(
                !keyIds.isEmpty() && keyIds.size() <= MAX_KEYS, "keyIds", "must have 1 to " + MAX_KEYS + " entries");
        long days = to.toEpochDay() - from.toEpochDay() + 1;
        Checks.that(days >= 1 && days <= MAX_DAYS, "days", "must be 1 to " + MAX_DAYS);
    }
}
