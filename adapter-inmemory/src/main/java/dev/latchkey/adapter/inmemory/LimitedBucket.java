package dev.latchkey.adapter.inmemory;

import dev.latchkey.core.key.RateLimit;
import dev.latchkey.ports.query.RateDecision;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.BucketState;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import io.github.bucket4j.VerboseResult;
import io.github.bucket4j.local.LocalBucket;
import io.github.bucket4j.local.LocalBucketBuilder;
import java.time.Duration;
import java.util.List;

/** One bucket with the limits that it was last asked with. Guarded by whoever keeps it. */
final class LimitedBucket {
    private final LocalBucket bucket;
    private List<RateLimit> limits;
    private Duration untilFull = Duration.ZERO;

    LimitedBucket(List<RateLimit> limits, TimeMeter time) {
        LocalBucketBuilder builder = new LocalBucketBuilder().withCustomTimePrecision(time);
        limits.forEach(limit -> builder.addLimit(bandwidth(limit)));
        this.bucket = builder.build();
        this.limits = limits;
    }

    RateDecision take(List<RateLimit> asked) {
        if (!asked.equals(limits)) {
            BucketConfiguration changed = new BucketConfiguration(
                    asked.stream().map(LimitedBucket::bandwidth).toList());
            bucket.replaceConfiguration(changed, TokensInheritanceStrategy.AS_IS);
            limits = asked;
        }
        VerboseResult<ConsumptionProbe> result = bucket.asVerbose().tryConsumeAndReturnRemaining(1);
        untilFull = Duration.ofNanos(result.getDiagnostics().calculateFullRefillingTime());
        BucketState state = result.getState();
        int tightest = 0;
        for (int i = 1; i < limits.size(); i++) {
            tightest = isTighter(state, i, tightest) ? i : tightest;
        }
        return new RateDecision(
                result.getValue().isConsumed(),
                limits.get(tightest),
                Math.max(0, state.getCurrentSize(tightest)),
                Duration.ofNanos(bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill()),
                untilFull(state, tightest));
    }

    /** How long until every limit is full again, as of the last time it was asked. */
    Duration untilFull() {
        return untilFull;
    }

    /** Less left; of two with nothing left, the one that takes longer. */
    private boolean isTighter(BucketState state, int one, int other) {
        int difference = Long.compare(state.getCurrentSize(one), state.getCurrentSize(other));
        return difference < 0 || (difference == 0 && untilNext(one).compareTo(untilNext(other)) > 0);
    }

    private Duration untilNext(int index) {
        RateLimit limit = limits.get(index);
        return limit.period().dividedBy(limit.tokens());
    }

    private Duration untilFull(BucketState state, int index) {
        RateLimit limit = limits.get(index);
        long missing = limit.burst() - state.getCurrentSize(index);
        // What has come back of the next token already is kept in units of nanoseconds times tokens.
        return limit.period()
                .multipliedBy(missing)
                .minusNanos(missing == 0 ? 0 : state.getRoundingError(index))
                .dividedBy(limit.tokens());
    }

    private static Bandwidth bandwidth(RateLimit limit) {
        // Bucket4j knows no faster refill than a token a nanosecond.
        long tokens = Math.min(limit.tokens(), limit.period().toNanos());
        return Bandwidth.builder()
                .capacity(limit.burst())
                .refillGreedy(tokens, limit.period())
                .build();
    }
}
