package dev.latchkey.adapter.jdbc;

import dev.latchkey.core.key.RateLimit;
import dev.latchkey.ports.query.RateDecision;
import io.github.bucket4j.BucketState;
import io.github.bucket4j.VerboseResult;
import java.time.Duration;
import java.util.List;

/**
 * What Bucket4j says of one attempt to take a token, as the port tells it: by the limit with the least left.
 *
 * @param result what came of it, and what the bucket was like then
 * @param limits the bucket's limits
 */
record Taken(VerboseResult<Boolean> result, List<RateLimit> limits) {
    RateDecision decision() {
        BucketState state = result.getState();
        int tightest = 0;
        for (int i = 1; i < limits.size(); i++) {
            tightest = isTighter(i, tightest) ? i : tightest;
        }
        Duration ahead = RefillTime.ahead(result);
        long nanos = state.calculateDelayNanosAfterWillBePossibleToConsume(1, result.getOperationTimeNanos(), false);
        return new RateDecision(
                result.getValue(),
                limits.get(tightest),
                Math.max(0, state.getCurrentSize(tightest)),
                nanos == 0 ? Duration.ZERO : ahead.plusNanos(nanos),
                ahead.plus(untilFull(tightest)));
    }

    /** Less left; of two with nothing left, the one that takes longer. */
    private boolean isTighter(int one, int other) {
        BucketState state = result.getState();
        int difference = Long.compare(state.getCurrentSize(one), state.getCurrentSize(other));
        return difference < 0 || (difference == 0 && untilNext(one).compareTo(untilNext(other)) > 0);
    }

    private Duration untilNext(int index) {
        return limits.get(index).period().dividedBy(limits.get(index).tokens());
    }

    private Duration untilFull(int index) {
        RateLimit limit = limits.get(index);
        long missing = limit.burst() - result.getState().getCurrentSize(index);
        // What has come back of the next token already is kept in units of nanoseconds times tokens.
        return limit.period()
                .multipliedBy(missing)
                .minusNanos(missing == 0 ? 0 : result.getState().getRoundingError(index))
                .dividedBy(limit.tokens());
    }
}
