package dev.latchkey.ports.query;

import dev.latchkey.ports.query.SearchOrder.Sort;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of what a search reads, which is one range of an index. For stores: databases disagree about where keys
 * without an instant come, and some find no place among very many keys of one day.
 *
 * @param keys which keys the part has
 * @param after the position that they follow; null for all of the part
 */
public record SearchPart(Keys keys, @Nullable SearchPosition after) {
    /** The keys of a part. */
    public enum Keys {
        /** Those that have what is compared. */
        PRESENT,
        /** Those that never expire, or were never used, in the order of their ids. */
        NEVER,
        /** Those of the day of the position, which follow it by their ids. */
        TIED,
        /** Those of the days beyond that of the position. */
        BEYOND
    }

    /**
     * Returns the parts that follow a position, in the order of the search.
     *
     * @param order the order
     * @param after the position; null for the beginning
     * @return the parts, of which all keys are read before those of the next one
     */
    public static List<SearchPart> of(SearchOrder order, @Nullable SearchPosition after) {
        boolean byUse = order.sort() == Sort.LAST_USED;
        if (!byUse && order.sort() != Sort.EXPIRES) {
            return List.of(new SearchPart(Keys.PRESENT, after));
        }
        boolean afterNever = after != null && after.at() == null;
        boolean beginsWithNever = byUse != order.descending();
        List<SearchPart> parts = new ArrayList<>();
        if (!order.never()) {
            parts.addAll(present(afterNever ? null : after, byUse));
        }
        // The end of a range of days is the creation of keys that were never used.
        if (order.from() == null && (byUse || order.before() == null)) {
            parts.add(beginsWithNever ? 0 : parts.size(), new SearchPart(Keys.NEVER, afterNever ? after : null));
        }
        // What comes first has passed if the position is one of what comes then.
        if (after != null && afterNever != beginsWithNever) {
            parts.removeIf(part -> (part.keys() == Keys.NEVER) == beginsWithNever);
        }
        return parts;
    }

    private static List<SearchPart> present(@Nullable SearchPosition after, boolean byUse) {
        return byUse && after != null
                ? List.of(new SearchPart(Keys.TIED, after), new SearchPart(Keys.BEYOND, after))
                : List.of(new SearchPart(Keys.PRESENT, after));
    }
}
