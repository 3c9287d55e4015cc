package dev.latchkey.ports;

import dev.latchkey.ports.query.KeyUsage;
import dev.latchkey.ports.query.UsageQuery;
import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;

/**
 * What a {@link KeyStore} keeps of the past of its keys, to be read and to be removed after its time. A store offers it
 * as a {@link Source}. Implementations are safe for use by several threads and by several processes on one database,
 * and never read a clock. They promise:
 *
 * <ul>
 *   <li>KH1: Requests that {@link KeyStore#recordUse} took are counted under the UTC day in which they were made,
 *       accepted, limited and refused ones apart. Only accepted ones are uses of the key and set its last use.
 *   <li>KH2: A query returns the days from its first to its last, of the keys that it names and no others. A day
 *       without requests, and a key without any or that is not there, are left out.
 *   <li>KH3: Only usage of days before the given one is removed, the earliest day of a key first, and no more days than
 *       the limit. The last use of a key and the count of its uses stay.
 * </ul>
 *
 * <p>Every implementation must pass {@code dev.latchkey.contract.keystore.KeyHistoryContract} of the module
 * {@code latchkey-contract-tests}. The names of its tests begin with these numbers.
 */
public interface KeyHistory {
    /** A store that keeps a history. */
    interface Source {
        /**
         * Returns the history of the keys of this store.
         *
         * @return the history
         */
        KeyHistory history();
    }

    /**
     * Reads the usage of keys by day. The cost grows with the keys and days asked for, not with the usage kept.
     *
     * @param query the keys and the days
     * @return the usage by key, of each key that has any within these days or was ever used
     * @throws StoreException when the database fails
     */
    Map<UUID, KeyUsage> usage(UsageQuery query);

    /**
     * Removes usage by day of all keys, from the earliest day on.
     *
     * @param before only days before this one are removed
     * @param limit how many are removed at most, counting each day of each key, at least 1
     * @return how many were removed; fewer than the limit when no more are left, or when others removed them first
     * @throws StoreException when the database fails
     */
    int forgetUsage(LocalDate before, int limit);
}
