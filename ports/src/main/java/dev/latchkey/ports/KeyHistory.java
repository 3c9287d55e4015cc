package dev.latchkey.ports;

import dev.latchkey.ports.query.KeyUsage;
import dev.latchkey.ports.query.UsageQuery;
import java.time.Instant;
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
 *       accepted, limited and refused ones apart. Only accepted ones are uses of the key and of the secret that they
 *       name, and set their last uses.
 *   <li>KH2: A query returns the days from its first to its last, of the keys that it names and no others. A day
 *       without requests, and a key without any or that is not there, are left out.
 *   <li>KH3: Only usage of days before the given one is removed, the earliest day of a key first, and no more days than
 *       the limit. The last use of a key and the count of its uses stay.
 *   <li>KH4: Only events of keys that were purged before the given instant are removed by their age: all events of a
 *       key, the key that was purged first before the others, and those of no more keys than the limit.
 *   <li>KH5: Forgetting a tenant removes events of its keys that are no longer stored, and of its mark, no more than
 *       the limit. Events of stored keys and of other tenants stay. The mark stays without its reason and its actor,
 *       and an ended tenant takes no new key.
 *   <li>KH6: A user is replaced in all events and in the marks of all tenants, and nothing else of them changes. No
 *       more events are changed than the limit.
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

    /**
     * Removes the events of purged keys, from the key on that was purged first.
     *
     * @param purgedBefore only events of keys that were purged before this instant are removed
     * @param limit how many keys lose their events at most, at least 1
     * @return how many keys lost their events; fewer than the limit when no more are left, or when others removed them
     *     first
     * @throws StoreException when the database fails
     */
    int forgetChanges(Instant purgedBefore, int limit);

    /**
     * Removes events of one tenant: those of its keys that are no longer stored, and of its mark. Removes the reason
     * and the actor of the mark.
     *
     * @param tenant the tenant
     * @param limit how many events are removed at most, at least 1
     * @return how many were removed; fewer than the limit when no more are left, or when others removed them first
     * @throws StoreException when the database fails
     */
    int forgetTenant(String tenant, int limit);

    /**
     * Replaces a user by a pseudonym, in the events of changes and in the marks of tenants. The cost may grow with all
     * events that are kept.
     *
     * @param pseudonym the user and the pseudonym
     * @return how many events were changed; fewer than the limit when no more are left
     * @throws StoreException when the database fails
     */
    int replaceUser(Pseudonym pseudonym);
}
