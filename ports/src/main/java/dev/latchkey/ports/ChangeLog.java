package dev.latchkey.ports;

import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * The changes of a store, numbered: what a {@link ChangeFeed} can be made of by asking again and again. For stores that
 * have a sequence to number with.
 *
 * <p>Each insertion, each replacement, and each key that is purged takes a number higher than every number taken before
 * it, at any time until its transaction commits, and keeps it. Transactions need not commit in the order of their
 * numbers, so a number may appear after a higher one; where a transaction was rolled back it never appears. Methods
 * return only what is committed, and all that was when they were called; they do not see one moment together.
 * Implementations are safe for use by several threads.
 *
 * <p>Every implementation must pass {@code dev.latchkey.contract.feed.ChangeLogContract} of the module
 * {@code latchkey-contract-tests}.
 */
public interface ChangeLog {
    /**
     * A change.
     *
     * @param number above zero
     * @param keyId the key that was issued, changed, or purged
     */
    record Change(long number, UUID keyId) {}

    /**
     * Tells where the log ends.
     *
     * @return the highest number; 0 when there is none
     * @throws StoreException when the database fails
     */
    long highest();

    /**
     * Lists changes from a number on.
     *
     * @param number the first number
     * @param limit how many at most
     * @return those with this number and higher ones, from the lowest up
     * @throws StoreException when the database fails
     */
    List<Change> from(long number, int limit);

    /**
     * Finds changes by their numbers. The cost grows with the numbers asked for, not with the log.
     *
     * @param numbers at most 1000
     * @return those that are there, in any order
     * @throws StoreException when the database fails
     */
    List<Change> among(Collection<Long> numbers);
}
