package dev.latchkey.ports;

/**
 * The result of a call to a store, and whether the call joined a transaction of the host.
 *
 * <p>A joined call is provisional. A change takes effect when the host's transaction commits, and never if it is rolled
 * back. A value that was read may include uncommitted changes of that transaction, and may be older than the latest
 * commit. Such a value must not be used outside of the transaction before it commits.
 *
 * <p>A {@link KeyStore} whose calls can join transactions promises:
 *
 * <ul>
 *   <li>HT1: While the host has a transaction open, the calls of its thread join it and say so. Calls of other threads,
 *       and later calls, do not.
 *   <li>HT2: The transaction sees its own changes. Others see them from the commit on, and not before.
 *   <li>HT3: Nothing of what was rolled back stays: no key, event, mark or handle. What the transaction has removed is
 *       there again.
 *   <li>HT4: A call that is refused or fails leaves the transaction usable, and nothing of itself behind.
 *   <li>HT5: {@link KeyStore#findByHandle} sees the latest commit, or throws {@link StoreException}. It never shows a
 *       key that was revoked before the call as one in force, whatever the isolation of the transaction. Where the
 *       store tells versions, {@link KeyVersions#find} sees what {@code findByHandle} sees.
 *   <li>HT6: A change of a version that is not the latest is {@link Replacement#STALE}, or throws, whatever the
 *       transaction sees. A purge counts what it removed itself, and ends.
 *   <li>HT7: Reads of others do not wait for the transaction, and see what was there before it.
 *   <li>HT8: {@link KeyStore#recordUse}, which has no reply, never joins. What it recorded counts also if the
 *       transaction is rolled back, and once. A call that could only join throws {@link StoreException} and records
 *       nothing.
 * </ul>
 *
 * <p>Such a store must pass {@code dev.latchkey.contract.keystore.KeyStoreInTransactionsContract} of the module
 * {@code latchkey-contract-tests}. The names of its tests begin with these numbers.
 *
 * @param value the result
 * @param joined whether the call took part in a transaction that the host began
 * @param <T> the type of the result
 */
public record Reply<T>(T value, boolean joined) {
    /**
     * Returns the reply of a call that joined no transaction of the host.
     *
     * @param value the result
     * @param <T> the type of the result
     * @return the reply
     */
    public static <T> Reply<T> of(T value) {
        return new Reply<>(value, false);
    }
}
