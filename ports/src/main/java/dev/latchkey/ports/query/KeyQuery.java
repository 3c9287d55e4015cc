package dev.latchkey.ports.query;

import dev.latchkey.core.internal.Checks;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which keys to list.
 *
 * @param tenant the tenant, and no other
 * @param slot only keys of this slot name, whatever their scope; null for all
 * @param aliveAt only keys that are not revoked and have not expired at this instant; null for the dead too
 * @param after only keys that follow this position; null for the first page
 * @param limit how many at most, 1 to 1000
 */
public record KeyQuery(
        String tenant,
        @Nullable String slot,
        @Nullable Instant aliveAt,
        @Nullable Position after,
        int limit) {
    private static final int MAX_LIMIT = 1000;

    /**
     * Where a key stands in the list.
     *
     * @param createdAt when it was issued, in milliseconds
     * @param id its id
     */
    public record Position(Instant createdAt, UUID id) {
        /** Checks the bounds: positions come back from clients. */
        public Position {
            createdAt = Checks.instant("position", createdAt);
        }
    }

    /** Checks the bounds. */
    public KeyQuery {
        Checks.text("tenant", tenant, Checks.ID);
        if (slot != null) {
            Checks.text("slot", slot, Checks.NAME);
        }
        aliveAt = aliveAt == null ? null : Checks.instant("aliveAt", aliveAt);
        Checks.that(limit >= 1 && limit <= MAX_LIMIT, "limit", "must be 1 to " + MAX_LIMIT);
    }

    /**
     * All keys of a tenant, from the newest on.
     *
     * @param tenant the tenant
     * @param limit how many at most
     * @return the query
     */
    public static KeyQuery of(String tenant, int limit) {
        return new KeyQuery(tenant, null, null, null, limit);
    }

    /**
     * The same for one slot name.
     *
     * @param name the slot's name
     * @return a new query
     */
    public KeyQuery slot(String name) {
        return new KeyQuery(tenant, name, aliveAt, after, limit);
    }

    /**
     * The same without keys that are dead at an instant.
     *
     * @param instant the instant
     * @return a new query
     */
    public KeyQuery aliveAt(Instant instant) {
        return new KeyQuery(tenant, slot, instant, after, limit);
    }

    /**
     * The same from a position on.
     *
     * @param position the last key of the page before, null for the first page
     * @return a new query
     */
    public KeyQuery after(@Nullable Position position) {
        return new KeyQuery(tenant, slot, aliveAt, position, limit);
    }
}
