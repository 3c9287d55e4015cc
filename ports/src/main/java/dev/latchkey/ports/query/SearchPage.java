package dev.latchkey.ports.query;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a search.
 *
 * @param items the keys in the order of the search
 * @param next the position after which the search goes on, also if the page is empty; null if it is complete
 */
public record SearchPage(List<ListedKey> items, @Nullable SearchPosition next) {
    /** How many keys a page looks at. */
    public static final int MAX_ROWS = 2000;

    private static final int MAX_CHUNK = 500;

    /** Copies the keys. */
    public SearchPage {
        items = List.copyOf(items);
    }

    /**
     * A key that was read for a page.
     *
     * @param listed the key with its usage
     * @param position where the index has it, which may be another place than its usage says if that was read later
     */
    public record Candidate(ListedKey listed, SearchPosition position) {
        /**
         * Creates a candidate whose usage was read together with its place in the index.
         *
         * @param order the order of the search
         * @param listed the key with its usage
         * @return the candidate
         */
        public static Candidate of(SearchOrder order, ListedKey listed) {
            return new Candidate(listed, order.position(listed));
        }
    }

    /**
     * What a store reads by an index: the keys among which those of a search are.
     *
     * @param <E> the exception of the database
     */
    @FunctionalInterface
    public interface Candidates<E extends Exception> {
        /**
         * Reads keys in the order of the search.
         *
         * @param position the position that they follow; null for the beginning
         * @param limit how many at most
         * @return the keys; fewer than the limit only if no more follow. They may include keys that do not match
         * @throws E if the database fails
         */
        List<Candidate> after(@Nullable SearchPosition position, int limit) throws E;
    }

    /**
     * Makes a page of what a store reads, of which it keeps what matches. For stores.
     *
     * @param query the search
     * @param candidates the keys among which those of the search are
     * @param <E> the exception of the database
     * @return the page
     * @throws E if the database fails
     */
    public static <E extends Exception> SearchPage of(SearchQuery query, Candidates<E> candidates) throws E {
        List<ListedKey> items = new ArrayList<>();
        SearchPosition last = query.after();
        int size = query.limit() + 1;
        for (int left = MAX_ROWS; left > 0; size = Math.min(2 * size, MAX_CHUNK)) {
            size = Math.min(size, left);
            List<Candidate> rows = candidates.after(last, size);
            for (Candidate row : rows) {
                if (items.size() == query.limit()) {
                    return new SearchPage(items, last);
                }
                last = row.position();
                if (query.matches(row.listed())) {
                    items.add(row.listed());
                }
            }
            if (rows.size() < size) {
                return new SearchPage(items, null);
            }
            left -= size;
        }
        return new SearchPage(items, last);
    }

    /**
     * Makes a page of keys that are at hand. For stores that can look at all keys of a tenant.
     *
     * @param query the search
     * @param keys all keys of the tenant, in any order
     * @return the page
     */
    public static SearchPage among(SearchQuery query, Collection<ListedKey> keys) {
        SearchOrder order = query.order();
        Comparator<SearchPosition> comparator = order.comparator();
        List<Candidate> sorted = keys.stream()
                .filter(query::matches)
                .map(listed -> Candidate.of(order, listed))
                .sorted(Comparator.comparing(Candidate::position, comparator))
                .toList();
        return of(
                query,
                (after, limit) -> sorted.stream()
                        .filter(found -> after == null || comparator.compare(found.position(), after) > 0)
                        .limit(limit)
                        .toList());
    }
}
