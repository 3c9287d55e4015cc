package dev.latchkey.ports;

/**
 * The result of a call to a store, and whether the call joined a transaction of the host.
 *
 * <p>A joined call is provisional. A change takes effect when the host's transaction commits, and never if it is rolled
 * back. A value that was read may include uncommitted changes of that transaction, and may be older than the latest
 * commit. Such a value must not be used outside of the transaction before it commits.
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
