package dev.latchkey.bucket4j.internal;

import io.github.bucket4j.BucketState;
import io.github.bucket4j.VerboseResult;
import java.time.Duration;

/**
 * The time from which a bucket refills, seen from the node that asks. It lies in the future if a node whose clock is
 * ahead has used the bucket, or the clock was set back. Until then nothing refills, and Bucket4j tells a delay as if it
 * did.
 */
final class RefillTime {
    /** How far the clocks of two nodes may differ. A bucket whose refill lies further in the future begins again. */
    private static final long TOLERATED_NANOS = Duration.ofMinutes(1).toNanos();

    private RefillTime() {}

    /** Tells whether the refill lies further in the future than the clocks of nodes may differ. */
    static boolean isBeyondTolerance(VerboseResult<?> result) {
        BucketState emptied = emptied(result);
        return !hasToken(emptied, afterDelay(emptied, result) + TOLERATED_NANOS);
    }

    /** Returns how far the refill lies in the future: 0 if it does not, and no more than what is tolerated. */
    static Duration ahead(VerboseResult<?> result) {
        BucketState emptied = emptied(result);
        long due = afterDelay(emptied, result);
        if (hasToken(emptied, due)) {
            return Duration.ZERO;
        }
        // Bucket4j keeps the time of the refill to itself, but tells what would be there at a given time.
        long without = 0;
        long with = TOLERATED_NANOS;
        while (with - without > 1) {
            long middle = (without + with) / 2;
            if (hasToken(emptied, due + middle)) {
                with = middle;
            } else {
                without = middle;
            }
        }
        return Duration.ofNanos(with);
    }

    private static BucketState emptied(VerboseResult<?> result) {
        BucketState copy = result.getState().copy();
        copy.consume(copy.getAvailableTokens());
        return copy;
    }

    private static long afterDelay(BucketState emptied, VerboseResult<?> result) {
        long now = result.getOperationTimeNanos();
        return now + emptied.calculateDelayNanosAfterWillBePossibleToConsume(1, now, false);
    }

    private static boolean hasToken(BucketState emptied, long at) {
        BucketState later = emptied.copy();
        later.refillAllBandwidth(at);
        return later.getAvailableTokens() >= 1;
    }
}
