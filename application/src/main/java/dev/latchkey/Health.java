package dev.latchkey;

import org.jspecify.annotations.Nullable;

/**
 * The state of one {@link Latchkey}, for health checks of the host.
 *
 * @param storeProblem the reason why the store could not be read; null if it was
 * @param feedInterrupted whether the change feed of the record cache is interrupted, so that every request reads the
 *     store; false without a record cache
 * @param gateFull whether the hashing gate is full, so that requests which need it are refused
 */
public record Health(@Nullable String storeProblem, boolean feedInterrupted, boolean gateFull) {
    /**
     * Tells whether requests are served as they should be.
     *
     * @return true if the store can be read, the feed is heard and the gate has room
     */
    public boolean isGood() {
        return storeProblem == null && !feedInterrupted && !gateFull;
    }
}
