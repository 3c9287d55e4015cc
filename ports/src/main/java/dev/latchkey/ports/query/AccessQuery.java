package dev.latchkey.ports.query;

import dev.latchkey.core.internal.Checks;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A query of the access events of one tenant.
 *
 * @param tenant the tenant
 * @param keyId restricts the query to events of this key; null for all
 * @param after restricts the query to events that follow this position; null for the first page
 * @param limit how many events the page may have, 1 to 1000
 */
public record AccessQuery(
        String tenant, @Nullable UUID keyId, @Nullable Position after, int limit) {
    private static final int MAX_LIMIT = 1000;

    /**
     * The position of an event in a list. The natural order is the order of lists: the newest first, and ids by their
     * text, descending.
     *
     * @param at when the event happened, in milliseconds
     * @param id the id of the event
     */
    public record Position(Instant at, UUID id) implements Comparable<Position> {
        private static final Comparator<Position> LIST_ORDER = Comparator.comparing(Position::at)
                .thenComparing(position -> position.id().toString())
                .reversed();

        /** Checks the bounds: positions come back from clients. */
        public Position {
            at = Checks.instant("position", at);
        }

        /**
         * Returns the position of an event.
         *
         * @param event the event as it was listed
         * @return its position
         */
        public static Position of(TimelineEntry.Access event) {
            return new Position(event.at(), event.id());
        }

        @Override
        public int compareTo(Position other) {
            return LIST_ORDER.compare(this, other);
        }
    }

    /** Checks the bounds. */
    public AccessQuery {
        Checks.text("tenant", tenant, Checks.ID);
        Checks.that(limit >= 1 && limit <= MAX_LIMIT, "limit", "must be 1 to " + MAX_LIMIT);
    }

    /**
     * Returns the query of all access events of a tenant, the newest first.
     *
     * @param tenant the tenant
     * @param limit how many events the page may have
     * @return the query
     */
    public static AccessQuery of(String tenant, int limit) {
        return new AccessQuery(tenant, null, null, limit);
    }

    /**
     * Returns this query restricted to one key.
     *
     * @param id the key
     * @return a new query
     */
    public AccessQuery key(UUID id) {
        return new AccessQuery(tenant, id, after, limit);
    }

    /**
     * Returns this query for the page after a position.
     *
     * @param position the last event of the previous page; null for the first page
     * @return a new query
     */
    public AccessQuery after(@Nullable Position position) {
        return new AccessQuery(tenant, keyId, position, limit);
    }
}
