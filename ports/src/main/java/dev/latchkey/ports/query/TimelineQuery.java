package dev.latchkey.ports.query;

import dev.latchkey.core.internal.Checks;
import dev.latchkey.ports.query.TimelineEntry.Position;
import dev.latchkey.ports.query.TimelineEntry.Source;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A query of the timeline of one tenant: its changes and access events in one list.
 *
 * @param tenant the tenant
 * @param keyId restricts the query to entries of this key; null for all
 * @param after restricts the query to entries that follow this position; null for the first page
 * @param limit how many entries the page may have, 1 to 1000
 */
public record TimelineQuery(
        String tenant, @Nullable UUID keyId, @Nullable Position after, int limit) {
    private static final int MAX_LIMIT = 1000;

    /** Above and below every id that is given. */
    private static final UUID HIGHEST = new UUID(-1, -1);

    private static final UUID LOWEST = new UUID(0, 0);

    /** Checks the bounds. */
    public TimelineQuery {
        Checks.text("tenant", tenant, Checks.ID);
        Checks.that(limit >= 1 && limit <= MAX_LIMIT, "limit", "must be 1 to " + MAX_LIMIT);
    }

    /**
     * Returns the query of the whole timeline of a tenant, the newest first.
     *
     * @param tenant the tenant
     * @param limit how many entries the page may have
     * @return the query
     */
    public static TimelineQuery of(String tenant, int limit) {
        return new TimelineQuery(tenant, null, null, limit);
    }

    /**
     * Returns this query restricted to one key.
     *
     * @param id the key
     * @return a new query
     */
    public TimelineQuery key(UUID id) {
        return new TimelineQuery(tenant, id, after, limit);
    }

    /**
     * Returns this query for the page after a position.
     *
     * @param position the last entry of the previous page; null for the first page
     * @return a new query
     */
    public TimelineQuery after(@Nullable Position position) {
        return new TimelineQuery(tenant, keyId, position, limit);
    }

    /**
     * Returns the query of the changes that this query has.
     *
     * @return the query, with the same limit
     */
    public AuditQuery changes() {
        return new AuditQuery(tenant, keyId, after == null ? null : inChanges(after), limit);
    }

    private static AuditQuery.Position inChanges(Position after) {
        // All changes of an instant follow the access events of that instant.
        return after.source() == Source.CHANGES
                ? new AuditQuery.Position(after.at(), after.id(), after.version())
                : new AuditQuery.Position(after.at(), HIGHEST, Long.MAX_VALUE);
    }

    /**
     * Returns the query of the access events that this query has.
     *
     * @return the query, with the same limit
     */
    public AccessQuery access() {
        return new AccessQuery(tenant, keyId, after == null ? null : inAccess(after), limit);
    }

    private static AccessQuery.Position inAccess(Position after) {
        return new AccessQuery.Position(after.at(), after.source() == Source.ACCESS ? after.id() : LOWEST);
    }
}
