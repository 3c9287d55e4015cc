package dev.latchkey.ports.query;

import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.key.ApiKey;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The order of a search, and the range within it. Keys that are equal in it follow the text of their ids. Only the
 * order of creation is stable while keys change.
 *
 * @param sort what is compared
 * @param descending whether the latest, or the last in the alphabet, comes first
 * @param from the earliest instant of the range; null for no bound
 * @param before the end of the range, exclusive; null for no bound
 * @param never whether only keys that never expire, or were never used, are looked for
 */
public record SearchOrder(
        Sort sort,
        boolean descending,
        @Nullable Instant from,
        @Nullable Instant before,
        boolean never) {
    /** What an order compares. */
    public enum Sort {
        /** When the key was issued. */
        CREATED,
        /** When the key expires. Never is later than every instant. */
        EXPIRES,
        /**
         * The UTC day of the last use. Never used is earlier than every day. A range has whole days, so its bounds are
         * first instants of days. If it has no beginning, it includes the keys that were never used and were created
         * before its end.
         */
        LAST_USED,
        /**
         * The name, by its characters. Only names with characters outside of Unicode's basic plane may come elsewhere
         * than by their bytes.
         */
        NAME
    }

    /** The newest key first. */
    public static final SearchOrder NEWEST_FIRST = new SearchOrder(Sort.CREATED, true, null, null, false);

    /** Checks that the range is one of the order. */
    public SearchOrder {
        from = from == null ? null : Checks.instant("from", from);
        before = before == null ? null : Checks.instant("before", before);
        boolean ranged = from != null || before != null;
        Checks.that(!ranged || sort != Sort.NAME, "filters", "must not combine a range with the order of names");
        boolean everNull = sort == Sort.EXPIRES || sort == Sort.LAST_USED;
        Checks.that(!never || everNull, "filters", "must combine never with the order of expiry or of the last use");
        Checks.that(!never || !ranged, "filters", "must not combine never with a range");
        Checks.that(
                sort != Sort.LAST_USED || (isDay(from) && isDay(before)),
                "range",
                "must begin and end at midnight UTC");
    }

    private static boolean isDay(@Nullable Instant bound) {
        return bound == null || bound.equals(day(bound));
    }

    /** Returns the first instant of the UTC day of an instant. */
    private static Instant day(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
    }

    /**
     * Returns an order without a range.
     *
     * @param sort what is compared
     * @param descending whether the latest, or the last in the alphabet, comes first
     * @return the order
     */
    public static SearchOrder by(Sort sort, boolean descending) {
        return new SearchOrder(sort, descending, null, null, false);
    }

    /**
     * Returns this order within a range.
     *
     * @param newFrom the earliest instant; null for no bound
     * @param newBefore the end, exclusive; null for no bound
     * @return a new order
     * @throws dev.latchkey.core.InvalidValueException if it is the order of names
     */
    public SearchOrder range(@Nullable Instant newFrom, @Nullable Instant newBefore) {
        return new SearchOrder(sort, descending, newFrom, newBefore, false);
    }

    /**
     * Tells whether a key lies within the range.
     *
     * @param listed the key with its usage
     * @return whether it does
     */
    public boolean includes(ListedKey listed) {
        Instant at = position(listed).at();
        if (never) {
            return at == null;
        }
        // A key that was never used is unused since it was created.
        Instant end = at == null && sort == Sort.LAST_USED ? listed.key().createdAt() : at;
        boolean late = from == null || (at != null && !at.isBefore(from));
        return late && (before == null || (end != null && end.isBefore(before)));
    }

    /**
     * Returns the position of a key.
     *
     * @param listed the key with its usage
     * @return its position in this order
     */
    public SearchPosition position(ListedKey listed) {
        ApiKey key = listed.key();
        Instant used = listed.lastUsedAt();
        return switch (sort) {
            case CREATED -> new SearchPosition(key.createdAt(), null, key.id());
            case EXPIRES -> new SearchPosition(key.expiresAt(), null, key.id());
            case LAST_USED -> new SearchPosition(used == null ? null : day(used), null, key.id());
            case NAME -> new SearchPosition(null, key.name(), key.id());
        };
    }

    /**
     * Returns the comparison of positions in this order.
     *
     * @return the comparison
     */
    public Comparator<SearchPosition> comparator() {
        Comparator<Instant> instants = Comparator.naturalOrder();
        Comparator<SearchPosition> ascending = Comparator.comparing(
                        SearchPosition::at,
                        sort == Sort.LAST_USED ? Comparator.nullsFirst(instants) : Comparator.nullsLast(instants))
                .thenComparing(SearchPosition::name, Comparator.nullsLast(Comparator.<String>naturalOrder()))
                .thenComparing(position -> position.id().toString());
        return descending ? ascending.reversed() : ascending;
    }

    /** Tells whether a position may be one of this order. */
    boolean has(SearchPosition position) {
        boolean named = position.name() != null && position.at() == null;
        return switch (sort) {
            case CREATED -> position.at() != null && position.name() == null;
            case EXPIRES, LAST_USED -> position.name() == null;
            case NAME -> named;
        };
    }
}
