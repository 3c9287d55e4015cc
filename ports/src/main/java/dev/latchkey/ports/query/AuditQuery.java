package dev.latchkey.ports.query;

import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.key.AuditEvent;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A query of the events of one tenant.
 *
 * @param tenant the tenant
 * @param keyId restricts the query to events of this key; null for all
 * @param after restricts the query to events that follow this position; null for the first page
 * @param limit how many events the page may have, 1 to 1000
 */
public record AuditQuery(
        String tenant, @Nullable UUID keyId, @Nullable Position after, int limit) {
    private static final int MAX_LIMIT = 1000;

    /**
     * The position of an event in a list. The natural order is the order of lists: the newest first, then ids by their
     * text and versions, descending.
     *
     * @param at when the event happened, in milliseconds
     * @param keyId the key
     * @param version the key's version after the event
     */
    public record Position(Instant at, UUID keyId, long version) implements Comparable<Position> {
        private static final Comparator<Position> LIST_ORDER = Comparator.comparing(Position::at)
                .thenComparing(position -> position.keyId().toString())
                .thenComparing(Position::version)
                .reversed();

        /** Checks the bounds: positions come back from clients. */
        public Position {
            at = Checks.instant("position", at);
        }

        /**
         * Returns the position of an event.
         *
         * @param event the event
         * @return its position
         */
        public static Position of(AuditEvent event) {
            return new Position(event.at(), event.keyId(), event.version());
        }

        @Override
        public int compareTo(Position other) {
            return LIST_ORDER.compare(this, other);
        }
    }

    /** Checks the bounds. */
    public AuditQuery {
        Checks.text("tenant", tenant, Checks.ID);
        Checks.that(limit >= 1 && limit <= MAX_LIMIT, "limit", "must be 1 to " + MAX_LIMIT);
    }

    /**
     * Returns the query of all events of a tenant, the newest first.
     *
     * @param tenant the tenant
     * @param limit how many events the page may have
     * @return the query
     */
    public static AuditQuery of(String tenant, int limit) {
        return new AuditQuery(tenant, null, null, limit);
    }

    /**
     * Returns this query restricted to one key.
     *
     * @param id the key
     * @return a new query
     */
    public AuditQuery key(UUID id) {
        return new AuditQuery(tenant, id, after, limit);
    }

    /**
     * Returns this query for the page after a position.
     *
     * @param position the last event of the previous page; null for the first page
     * @return a new query
     */
    public AuditQuery after(@Nullable Position position) {
        return new AuditQuery(tenant, keyId, position, limit);
    }
}
