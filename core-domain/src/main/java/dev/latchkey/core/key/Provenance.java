package dev.latchkey.core.key;

import dev.latchkey.core.internal.Checks;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a key came about.
 *
 * @param createdBy who made the key, without the origin of the request, which the audit has; null if the release that
 *     made the key did not record it, so that only the audit tells
 * @param issuers the ids of the key that issued this one, of the key that issued that one, and so on, at most
 *     {@value #MAX_ISSUERS}; empty if the host issued it, as it does every key in a slot
 * @param createdAt when the key was issued, in milliseconds
 */
public record Provenance(@Nullable Actor createdBy, List<UUID> issuers, Instant createdAt) {
    /** The largest number of issuers. A key that has as many cannot issue keys. */
    public static final int MAX_ISSUERS = 8;

    /** Checks the bounds. */
    public Provenance {
        createdBy = createdBy == null ? null : createdBy.from(Origin.UNKNOWN);
        issuers = List.copyOf(issuers);
        Checks.that(issuers.size() <= MAX_ISSUERS, "issuers", "must have at most " + MAX_ISSUERS + " entries");
        boolean different = new HashSet<>(issuers).size() == issuers.size();
        Checks.that(different, "issuers", "must be different keys");
        createdAt = Checks.instant("createdAt", createdAt);
    }
}
