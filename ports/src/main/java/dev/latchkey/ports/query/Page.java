package dev.latchkey.ports.query;

import java.util.List;

/**
 * A page of a list.
 *
 * @param items the items in the order of the list
 * @param more whether the list goes on after the last item
 * @param <T> the type of the items
 */
public record Page<T>(List<T> items, boolean more) {
    /** Copies the items. */
    public Page {
        items = List.copyOf(items);
    }

    /**
     * Makes a page of what a store found when it looked for one item more than the page may have.
     *
     * @param found the items in the order of the list
     * @param limit how many items the page may have
     * @param <T> the type of the items
     * @return the first items up to the limit, and whether there are more
     */
    public static <T> Page<T> of(List<T> found, int limit) {
        boolean more = found.size() > limit;
        return new Page<>(more ? found.subList(0, limit) : found, more);
    }
}
