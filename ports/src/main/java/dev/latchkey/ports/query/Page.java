package dev.latchkey.ports.query;

import java.util.List;

/**
 * A part of a list.
 *
 * @param items in the list's order
 * @param more whether something follows the last item
 * @param <T> what is listed
 */
public record Page<T>(List<T> items, boolean more) {
    /** Copies the items. */
    public Page {
        items = List.copyOf(items);
    }
}
