package dev.latchkey.ports;

import dev.latchkey.ports.query.SearchPage;
import dev.latchkey.ports.query.SearchQuery;

/**
 * What operators look for among the keys of a tenant: a second interface of a {@link KeyStore}, which offers it as a
 * {@link Source}. Implementations are safe for use by several threads and by several processes on one database, and
 * never read a clock. They promise:
 *
 * <ul>
 *   <li>SE1: A search finds the keys of its tenant that {@linkplain SearchQuery#matches match} the query, each once,
 *       and no others. It finds them as the last change has left them.
 *   <li>SE2: Keys come in the {@linkplain dev.latchkey.ports.query.SearchOrder order} of the query. In ascending order,
 *       keys that never expire come after all that do, and keys that were never used before all that were.
 *   <li>SE3: A page examines at most {@value SearchPage#MAX_ROWS} keys, so it may be short, or empty, although
 *       more follow. No position follows if and only if the search is complete.
 *   <li>SE4: In the order of creation, what is inserted or changed meanwhile neither repeats nor hides another key.
 * </ul>
 *
 * <p>Every implementation must pass {@code dev.latchkey.contract.keystore.KeySearchContract} of the module
 * {@code latchkey-contract-tests}. The names of its tests begin with these numbers.
 */
public interface KeySearch {
    /** A store that can be searched. */
    interface Source {
        /**
         * Returns the search among the keys of this store.
         *
         * @return the search
         */
        KeySearch search();
    }

    /**
     * Finds a page of keys.
     *
     * @param query what is looked for
     * @return the page
     * @throws StoreException when the database fails
     */
    SearchPage search(SearchQuery query);
}
