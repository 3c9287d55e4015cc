package dev.latchkey.ports.query;

import dev.latchkey.core.internal.Checks;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A query of the keys of one tenant.
 *
 * @param tenant the tenant
 * @param filter restricts the query to keys that pass it; null for all
 * @param aliveAt restricts the query to keys that are not {@linkplain dev.latchkey.core.key.ApiKey#isEnded ended} at
 *     this instant; null for all
 * @param after restricts the query to keys that follow this position; null for the first page
 * @param limit how many keys the page may have, 1 to 1000
 */
public record KeyQuery(
        String tenant,
        @Nullable KeyFilter filter,
        @Nullable Instant aliveAt,
        @Nullable Position after,
        int limit) {
    private static final int MAX_LIMIT = 1000;

    /**
     * The position of a key in a list. The natural order is the order of lists: the newest first, and ids by their
     * text, descending.
     *
     * @param createdAt when the key was issued, in milliseconds
     * @param id the key
     */
    public record Position(Instant createdAt, UUID id) implements Comparable<Position> {
        private static final Comparator<Position> LIST_ORDER = Comparator.comparing(Position::createdAt)
                .thenComparing(position -> position.id().toString())
                .reversed();

        /** Checks the bounds: positions come back from clients. */
        public Position {
            createdAt = Checks.instant("position", createdAt);
        }

        @Override
        public int compareTo(Position other) {
            return LIST_ORDER.compare(this, other);
        }
    }

    /** Checks the bounds. */
    public KeyQuery {
        Checks.text("tenant", tenant, Checks.ID);
        aliveAt = aliveAt == null ? null : Checks.instant("aliveAt", aliveAt);
        Checks.that(limit >= 1 && limit <= MAX_LIMIT, "limit", "must be 1 to " + MAX_LIMIT);
    }

    /**
     * Returns the query of all keys of a tenant, the newest first.
     *
     * @param tenant the tenant
     * @param limit how many keys the page may have
     * @return the query
     */
    public static KeyQuery of(String tenant, int limit) {
        return new KeyQuery(tenant, null, null, null, limit);
    }

    /**
     * Returns this query restricted to one slot name, whatever the scope.
     *
     * @param name the slot's name
     * @return a new query
     * @throws dev.latchkey.core.InvalidValueException if the query has a filter already
     */
    public KeyQuery slot(String name) {
        return filtered(new KeyFilter(KeyFilter.Member.SLOT, name));
    }

    /**
     * Returns this query restricted to the keys that one key issued, directly or through others.
     *
     * @param id the id of the issuing key
     * @return a new query
     * @throws dev.latchkey.core.InvalidValueException if the query has a filter already
     */
    public KeyQuery issuedBy(UUID id) {
        return filtered(new KeyFilter(KeyFilter.Member.ISSUER, id.toString()));
    }

    /**
     * Returns this query restricted to keys that carry a secret whose handle begins with a text.
     *
     * @param beginning the first 8 to 22 characters of the handle
     * @return a new query
     * @throws dev.latchkey.core.InvalidValueException if it is not the beginning of a handle, or the query has a filter
     *     already
     */
    public KeyQuery handle(String beginning) {
        return filtered(new KeyFilter(KeyFilter.Member.HANDLE, beginning));
    }

    private KeyQuery filtered(KeyFilter newFilter) {
        Checks.that(filter == null, "filter", "must not be combined with another");
        return new KeyQuery(tenant, newFilter, aliveAt, after, limit);
    }

    /**
     * Returns this query without keys that are {@linkplain dev.latchkey.core.key.ApiKey#isEnded ended} at an instant.
     *
     * @param instant the instant
     * @return a new query
     */
    public KeyQuery aliveAt(Instant instant) {
        return new KeyQuery(tenant, filter, instant, after, limit);
    }

    /**
     * Returns this query for the page after a position.
     *
     * @param position the last key of the previous page; null for the first page
     * @return a new query
     */
    public KeyQuery after(@Nullable Position position) {
        return new KeyQuery(tenant, filter, aliveAt, position, limit);
    }
}
