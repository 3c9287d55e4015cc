package dev.latchkey.internal.cache;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A fence between changes and what was read before them. Changes are numbered as they are reported. A read notes the
 * number of the last change before it began, and what it found is good only while nothing that it depends on has a
 * higher number. Keys and handles share stripes of numbers, so a neighbor's change costs one more read, never a wrong
 * answer. Safe for use by several threads; no lock is shared by all keys.
 */
final class Fence {
    private static final int STRIPES = 1 << 12;
    private static final long NEVER = Long.MAX_VALUE;

    private final AtomicLong changes = new AtomicLong();
    private final AtomicLongArray lastChange = new AtomicLongArray(STRIPES);

    /**
     * The first change whose readers may be trusted; {@link #NEVER} while the feed is interrupted. A feed may be
     * interrupted from the start.
     */
    private final AtomicLong trustedSince = new AtomicLong();

    /** Returns the number of the last change. A read asks before it begins. */
    long lastChange() {
        return changes.get();
    }

    /** Makes everything stale that was read before now and depends on a key's id or a handle. */
    void raise(Object changed) {
        lastChange.accumulateAndGet(stripe(changed), changes.incrementAndGet(), Math::max);
    }

    /** Makes every read stale, whether it is finished, running or still to come, until {@link #resume}. */
    void interrupt() {
        trustedSince.set(NEVER);
    }

    /** Makes every read stale that began before now, and trusts those that begin later. */
    void resume() {
        trustedSince.set(changes.incrementAndGet());
    }

    boolean isInterrupted() {
        return trustedSince.get() == NEVER;
    }

    /** Tells whether the feed has been heard since a read began after a change. */
    boolean isTrusted(long readAfter) {
        return trustedSince.get() <= readAfter;
    }

    boolean isUnchanged(Object read, long readAfter) {
        return lastChange.get(stripe(read)) <= readAfter;
    }

    private static int stripe(Object fenced) {
        return fenced.hashCode() & (STRIPES - 1);
    }
}
