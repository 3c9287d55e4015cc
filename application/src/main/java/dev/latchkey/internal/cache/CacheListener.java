package dev.latchkey.internal.cache;

/** A receiver of the events of a record cache. Every method does nothing by default. */
public interface CacheListener {
    /** Reports that a look-up was answered from the cache. */
    default void hit() {}

    /** Reports that a look-up needed a read. */
    default void missed() {}

    /** Reports that the change feed was interrupted, so that nothing is cached. */
    default void interrupted() {}

    /** Reports that the change feed was resumed. */
    default void resumed() {}
}
