package dev.latchkey.ports.query;

import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeyStatus;
import dev.latchkey.core.key.Rotation;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A search among the keys of one tenant. A filter can be combined with the order of creation only, and a range only
 * with its own order: what an index cannot serve is refused.
 *
 * @param tenant the tenant
 * @param state what the keys are at an instant
 * @param filter restricts the search to keys that pass it; null for all
 * @param order the order, and the range within it
 * @param after restricts the search to keys that follow this position; null for the first page
 * @param limit how many keys the page may have, 1 to 1000
 */
public record SearchQuery(
        String tenant,
        State state,
        @Nullable SearchFilter filter,
        SearchOrder order,
        @Nullable SearchPosition after,
        int limit) {
    private static final int MAX_LIMIT = 1000;

    /** The state of a key's rotation. */
    public enum RotationState {
        /** The new secret waits for its first use. */
        PENDING,
        /** The new secret is current, and the previous one is still accepted. */
        OVERLAP,
        /** The new secret is current, and the previous one was used after the rotation began. */
        PREVIOUS_USED,
        /** Under way, in whatever state. */
        ANY
    }

    /**
     * What keys are at an instant. A key whose expiry is recorded is found as an expired or revoked one alone.
     *
     * @param statuses their statuses, at least one
     * @param rotation the state of their rotation; null for any, or none
     * @param at the instant
     */
    public record State(Set<KeyStatus> statuses, @Nullable RotationState rotation, Instant at) {
        /** Checks that there is a status. */
        public State {
            statuses = Set.copyOf(statuses);
            Checks.that(!statuses.isEmpty(), "statuses", "must not be empty");
        }

        private boolean matches(ListedKey listed) {
            ApiKey key = listed.key();
            KeyStatus status = key.status(at);
            boolean recorded = !status.isDead() && key.isEnded(at);
            if (!statuses.contains(recorded ? KeyStatus.EXPIRED : status)) {
                return false;
            }
            if (rotation == null) {
                return true;
            }
            Optional<Rotation> underWay = recorded ? Optional.empty() : key.rotation(at);
            return underWay.filter(found -> isAsked(found, listed)).isPresent();
        }

        private boolean isAsked(Rotation found, ListedKey listed) {
            if (rotation == RotationState.PREVIOUS_USED) {
                Instant used = listed.lastUsedAt(found.previousHandle());
                return found.kind() == Rotation.Kind.OVERLAP && used != null && used.isAfter(found.startedAt());
            }
            return rotation == RotationState.ANY || found.kind().name().equals(String.valueOf(rotation));
        }
    }

    /** Checks the bounds, and that the filter and the position fit the order. */
    public SearchQuery {
        Checks.text("tenant", tenant, Checks.ID);
        boolean combined = filter == null || order.sort() == SearchOrder.Sort.CREATED;
        Checks.that(combined, "filters", "must be combined with the order of creation only");
        Checks.that(after == null || order.has(after), "position", "must be a position in this order");
        Checks.that(limit >= 1 && limit <= MAX_LIMIT, "limit", "must be 1 to " + MAX_LIMIT);
    }

    /**
     * Returns the search of the active and suspended keys of a tenant, the newest first.
     *
     * @param tenant the tenant
     * @param at the instant at which they are so
     * @param limit how many keys the page may have
     * @return the search
     */
    public static SearchQuery of(String tenant, Instant at, int limit) {
        State state = new State(EnumSet.of(KeyStatus.ACTIVE, KeyStatus.SUSPENDED), null, at);
        return new SearchQuery(tenant, state, null, SearchOrder.NEWEST_FIRST, null, limit);
    }

    /**
     * Returns this search of keys of other statuses.
     *
     * @param statuses the statuses, at least one
     * @return a new search
     */
    public SearchQuery statuses(Set<KeyStatus> statuses) {
        State other = new State(statuses, state.rotation(), state.at());
        return new SearchQuery(tenant, other, filter, order, after, limit);
    }

    /**
     * Returns this search of keys whose rotation is in a state.
     *
     * @param rotation the state; null for any, or none
     * @return a new search
     */
    public SearchQuery rotation(@Nullable RotationState rotation) {
        State other = new State(state.statuses(), rotation, state.at());
        return new SearchQuery(tenant, other, filter, order, after, limit);
    }

    /**
     * Returns this search of keys that pass a filter.
     *
     * @param member what is compared
     * @param value the value
     * @return a new search
     * @throws dev.latchkey.core.InvalidValueException if the search has a filter, or is not in the order of creation
     */
    public SearchQuery filter(SearchFilter.Member member, String value) {
        Checks.that(filter == null, "filters", "must be at most one");
        return new SearchQuery(tenant, state, new SearchFilter(member, value), order, after, limit);
    }

    /**
     * Returns this search in another order.
     *
     * @param newOrder the order, and the range within it
     * @return a new search, from its first page on
     * @throws dev.latchkey.core.InvalidValueException if the search has a filter, and it is not the order of creation
     */
    public SearchQuery order(SearchOrder newOrder) {
        return new SearchQuery(tenant, state, filter, newOrder, null, limit);
    }

    /**
     * Returns this search for the page after a position.
     *
     * @param position the position that the previous page gave; null for the first page
     * @return a new search
     * @throws dev.latchkey.core.InvalidValueException if it is no position of the order
     */
    public SearchQuery after(@Nullable SearchPosition position) {
        return new SearchQuery(tenant, state, filter, order, position, limit);
    }

    /**
     * Tells whether a key is looked for, on whatever page it comes.
     *
     * @param listed the key with its usage
     * @return whether it is of the tenant, has the state, passes the filter and lies within the range
     */
    public boolean matches(ListedKey listed) {
        ApiKey key = listed.key();
        return key.tenant().equals(tenant)
                && state.matches(listed)
                && (filter == null || filter.matches(key))
                && order.includes(listed);
    }
}
