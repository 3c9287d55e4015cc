package dev.latchkey.ports.query;

import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.key.AuditEvent;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which events to list.
 *
 * @param tenant the tenant, and no other
 * @param keyId only events of this key; null for all
 * @param after only events that follow this position; null for the first page
 * @param limit how many at most, 1 to 1000
 */
public record AuditQuery(
        String tenant, @Nullable UUID keyId, @Nullable Position after, int limit) {
    private static final int MAX_LIMIT = 1000;

    /**
     * Where an event stands in the list.
     *
     * @param at when it happened, in milliseconds
     * @param keyId the key
     * @param version the key's version after it
     */
    public record Position(Instant at, UUID keyId, long version) {
        /** Checks the bounds: positions come back from clients. */
        public Position {
            at = Checks.instant("position", at);
        }

        /**
         * The position of an event.
         *
         * @param event the event
         * @return where it stands
         */
        public static Position of(AuditEvent event) {
            return new Position(event.at(), event.keyId(), event.version());
        }
    }

    /** Checks the bounds. */
    public AuditQuery {
        Checks.text("tenant", tenant, Checks.ID);
        Checks.that(limit >= 1 && limit <= MAX_LIMIT, "limit", "must be 1 to " + MAX_LIMIT);
    }

    /**
     * All events of a tenant, from the newest on.
     *
     * @param tenant the tenant
     * @param limit how many at most
     * @return the query
     */
    public static AuditQuery of(String tenant, int limit) {
        return new AuditQuery(tenant, null, null, limit);
    }

    /**
     * The same for one key.
     *
     * @param id the key
     * @return a new query
     */
    public AuditQuery key(UUID id) {
        return new AuditQuery(tenant, id, after, limit);
    }

    /**
     * The same from a position on.
     *
     * @param position the last event of the page before, null for the first page
     * @return a new query
     */
    public AuditQuery after(@Nullable Position position) {
        return new AuditQuery(tenant, keyId, position, limit);
    }
}
