package dev.latchkey;

import dev.latchkey.core.key.KeyStatus;
import dev.latchkey.ports.KeySearch;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.SearchOrder;
import dev.latchkey.ports.query.SearchPage;
import dev.latchkey.ports.query.SearchPage.Candidate;
import dev.latchkey.ports.query.SearchQuery;
import java.time.Instant;

/**
 * The search of a store that has none of its own: it looks at all keys of the tenant, the newest first. It has no other
 * order.
 *
 * @param store the keys
 */
record ListSearch(KeyStore store) implements KeySearch {
    /** Returns the search of a store, or this one. */
    static KeySearch of(KeyStore store) {
        return store instanceof KeySearch.Source source ? source.search() : new ListSearch(store);
    }

    @Override
    public SearchPage search(SearchQuery query) {
        SearchOrder order = query.order();
        if (order.sort() != SearchOrder.Sort.CREATED || !order.descending()) {
            throw new NotKeptException(
                    "The store lists the newest keys first only: configure a store that is a KeySearch.Source");
        }
        boolean revoked = query.state().statuses().contains(KeyStatus.REVOKED);
        return SearchPage.of(query, (position, limit) -> {
            KeyQuery all = KeyQuery.of(query.tenant(), limit);
            // At that instant every key that is not revoked is alive.
            KeyQuery some = revoked ? all : all.aliveAt(Instant.EPOCH);
            return store
                    .list(
                            position == null || position.at() == null
                                    ? some
                                    : some.after(new KeyQuery.Position(position.at(), position.id())))
                    .items()
                    .stream()
                    .map(listed -> Candidate.of(order, listed))
                    .toList();
        });
    }
}
