package dev.latchkey.adapter.inmemory;

import dev.latchkey.bucket4j.internal.BucketLimits;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.ports.query.RateDecision;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import io.github.bucket4j.VerboseResult;
import io.github.bucket4j.local.LocalBucket;
import io.github.bucket4j.local.LocalBucketBuilder;
import java.time.Duration;
import java.util.List;

/** One bucket with the limits that it was last asked with. Guarded by its keeper. */
final class LimitedBucket {
    private final LocalBucket bucket;
    private List<RateLimit> limits;
    private Duration untilFull = Duration.ZERO;

    LimitedBucket(List<RateLimit> limits, TimeMeter time) {
        LocalBucketBuilder builder = new LocalBucketBuilder().withCustomTimePrecision(time);
        for (Bandwidth limit : BucketLimits.configuration(limits).getBandwidths()) {
            builder.addLimit(limit);
        }
        this.bucket = builder.build();
        this.limits = limits;
    }

    RateDecision take(List<RateLimit> asked) {
        if (!asked.equals(limits)) {
            bucket.replaceConfiguration(BucketLimits.configuration(asked), TokensInheritanceStrategy.AS_IS);
            limits = asked;
        }
        VerboseResult<Boolean> result = bucket.asVerbose().tryConsume(1);
        untilFull = Duration.ofNanos(result.getDiagnostics().calculateFullRefillingTime());
        // The meter of this process never goes back, so that no bucket refills from a time in the future.
        return BucketLimits.decision(result.getValue(), result, limits, Duration.ZERO);
    }

    /** Returns how long until every limit is full again, as of the last time it was asked. */
    Duration untilFull() {
        return untilFull;
    }
}
