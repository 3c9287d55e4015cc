package dev.latchkey.ports;

import dev.latchkey.ports.query.AccessQuery;
import dev.latchkey.ports.query.Page;
import dev.latchkey.ports.query.TimelineEntry;
import java.time.Instant;

/**
 * What an {@link AuditSink} keeps, to be read. A sink whose events can be read implements it. Implementations are safe
 * for use by several threads and by several processes on one database, and never read a clock. They promise:
 *
 * <ul>
 *   <li>AH1: What {@link AuditSink#record} took is listed exactly as given by every later call on any node, equal
 *       events each. An event has an id that no other event has, and keeps it.
 *   <li>AH2: A list has the events of its tenant, or of its key within its tenant, and no others. An event without a
 *       tenant is in no list.
 *   <li>AH3: A list is ordered, newest first, and comes in full pages. What is recorded meanwhile neither repeats nor
 *       hides an event, also if it happened earlier than what is listed already.
 *   <li>AH4: An event of a kind that only a newer release knows is listed as
 *       {@link dev.latchkey.ports.query.AccessEvent.Kind#UNKNOWN} and hides no other event.
 *   <li>AH5: Only events before the given instant are removed by their age, the earliest first, whether they have a
 *       tenant or not, and no more than the limit.
 *   <li>AH6: Forgetting a tenant removes events of that tenant and no others, and no more than the limit.
 *   <li>AH7: A user is replaced in all events in which the user is the actor, and nothing else of them changes. No more
 *       events are changed than the limit.
 * </ul>
 *
 * <p>Every implementation must pass {@code dev.latchkey.contract.audit.AccessHistoryContract} of the module
 * {@code latchkey-contract-tests}. The names of its tests begin with these numbers.
 */
public interface AccessHistory {
    /**
     * Lists events, newest first: by {@code at} descending, then by id descending in the order of
     * {@link java.util.UUID#toString()}. The cost grows with the page, not with the events kept.
     *
     * @param query which, and how many
     * @return the page
     * @throws StoreException when the database fails
     */
    Page<TimelineEntry.Access> list(AccessQuery query);

    /**
     * Removes events of all tenants by their age, from the earliest on.
     *
     * @param before only events before this instant are removed
     * @param limit how many are removed at most, at least 1
     * @return how many were removed; fewer than the limit when no more are left, or when others removed them first
     * @throws StoreException when the database fails
     */
    int forget(Instant before, int limit);

    /**
     * Removes events of one tenant.
     *
     * @param tenant the tenant
     * @param limit how many are removed at most, at least 1
     * @return how many were removed; fewer than the limit when no more are left, or when others removed them first
     * @throws StoreException when the database fails
     */
    int forgetTenant(String tenant, int limit);

    /**
     * Replaces a user by a pseudonym. The cost may grow with all events that are kept.
     *
     * @param pseudonym the user and the pseudonym
     * @return how many events were changed; fewer than the limit when no more are left
     * @throws StoreException when the database fails
     */
    int replaceUser(Pseudonym pseudonym);
}
