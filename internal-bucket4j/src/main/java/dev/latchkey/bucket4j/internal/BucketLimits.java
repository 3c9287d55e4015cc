package dev.latchkey.bucket4j.internal;

import dev.latchkey.core.key.RateLimit;
import dev.latchkey.ports.query.RateDecision;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.BucketState;
import io.github.bucket4j.VerboseResult;
import java.time.Duration;
import java.util.List;

/** The limits of a bucket in Bucket4j's terms, and its answers in the terms of the port. */
public final class BucketLimits {
    private BucketLimits() {}

    /**
     * Returns the configuration of a bucket.
     *
     * @param limits the limits, at least one
     * @return the configuration, with the limits in their order
     */
    public static BucketConfiguration configuration(List<RateLimit> limits) {
        return new BucketConfiguration(
                limits.stream().map(BucketLimits::bandwidth).toList());
    }

    private static Bandwidth bandwidth(RateLimit limit) {
        // Bucket4j knows no faster refill than a token a nanosecond.
        long tokens = Math.min(limit.tokens(), limit.period().toNanos());
        return Bandwidth.builder()
                .capacity(limit.burst())
                .refillGreedy(tokens, limit.period())
                .build();
    }

    /**
     * Returns the decision on one attempt to take a token, as the limit with the least left tells it.
     *
     * @param allowed whether a token was taken
     * @param result the state of the bucket after the attempt, and its time
     * @param limits the bucket's limits
     * @param ahead how far the time from which the bucket refills lies in the future
     * @return the decision
     */
    public static RateDecision decision(
            boolean allowed, VerboseResult<?> result, List<RateLimit> limits, Duration ahead) {
        BucketState state = result.getState();
        int tightest = 0;
        for (int i = 1; i < limits.size(); i++) {
            tightest = isTighter(state, limits, i, tightest) ? i : tightest;
        }
        long wait = state.calculateDelayNanosAfterWillBePossibleToConsume(1, result.getOperationTimeNanos(), false);
        return new RateDecision(
                allowed,
                limits.get(tightest),
                Math.max(0, state.getCurrentSize(tightest)),
                wait == 0 ? Duration.ZERO : ahead.plusNanos(wait),
                ahead.plus(untilFull(state, limits.get(tightest), tightest)));
    }

    /** Compares what is left. Of two limits with equally much, the one that takes longer to refill is tighter. */
    private static boolean isTighter(BucketState state, List<RateLimit> limits, int one, int other) {
        int difference = Long.compare(state.getCurrentSize(one), state.getCurrentSize(other));
        boolean slower = perToken(limits.get(one)).compareTo(perToken(limits.get(other))) > 0;
        return difference < 0 || (difference == 0 && slower);
    }

    private static Duration perToken(RateLimit limit) {
        return limit.period().dividedBy(limit.tokens());
    }

    private static Duration untilFull(BucketState state, RateLimit limit, int index) {
        long missing = limit.burst() - state.getCurrentSize(index);
        // What has come back of the next token already is kept in units of nanoseconds times tokens.
        return limit.period()
                .multipliedBy(missing)
                .minusNanos(missing == 0 ? 0 : state.getRoundingError(index))
                .dividedBy(limit.tokens());
    }
}
