package dev.latchkey.internal.cache;

/** A receiver of the events of what is remembered in front of a store. Every method does nothing by default. */
public interface CacheEvents {
    /** Reports that a look-up was answered by a key that was remembered. */
    default void hit() {}

    /** Reports that a look-up needed a read of the key. */
    default void missed() {}

    /** Reports that the change feed was interrupted, so that nothing is cached. */
    default void interrupted() {}

    /** Reports that the change feed was resumed. */
    default void resumed() {}
}
