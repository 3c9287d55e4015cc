package dev.latchkey.adapter.inmemory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.latchkey.bucket4j.internal.ClockMeter;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.ports.RateLimiter;
import dev.latchkey.ports.query.RateDecision;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Token buckets in this process: each node of a host counts for itself. It waits for nothing but others who take from
 * the same bucket at the same moment. Safe for use by several threads.
 *
 * <p>A bucket that has become full again while nobody asked is forgotten, which changes no answer. At most
 * {@value #MAX_BUCKETS} are kept: beyond that, some of the least used are forgotten early, and begin anew as full ones.
 * A limit of more than one token a nanosecond refills with one a nanosecond. Where limits change, each keeps the tokens
 * of the one that had its place in the list, up to its own burst. A clock that is set back stops no bucket: it goes on
 * refilling from then on.
 */
public final class InMemoryRateLimiter implements RateLimiter {
    private static final int MAX_BUCKETS = 100_000;

    private final TimeMeter time;
    private final Cache<String, LimitedBucket> buckets;

    /**
     * Takes the clock.
     *
     * @param clock tells how fast tokens come back
     */
    public InMemoryRateLimiter(Clock clock) {
        this.time = new SteadyMeter(new ClockMeter(clock));
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MAX_BUCKETS)
                .ticker(time::currentTimeNanos)
                .expireAfter(Expiry.<String, LimitedBucket>writing((name, kept) -> kept.untilFull()))
                // On the asking thread: no other one is needed, and tests see what they did.
                .executor(Runnable::run)
                .build();
    }

    @Override
    public RateDecision take(String bucket, List<RateLimit> limits) {
        AtomicReference<@Nullable RateDecision> decision = new AtomicReference<>();
        buckets.asMap().compute(bucket, (name, kept) -> {
            LimitedBucket asked = kept == null ? new LimitedBucket(limits, time) : kept;
            decision.set(asked.take(limits));
            return asked;
        });
        return Objects.requireNonNull(decision.get());
    }

    /** How many buckets are kept. */
    long size() {
        buckets.cleanUp();
        return buckets.estimatedSize();
    }

    /** A time that never goes back: if the clock is set back, only its progress counts. */
    private static final class SteadyMeter implements TimeMeter {
        private final TimeMeter clock;
        private long last;
        private long setBack;

        SteadyMeter(TimeMeter clock) {
            this.clock = clock;
            this.last = clock.currentTimeNanos();
        }

        /** Reads one at a time: readings that overtake one another would look like a clock that is set back. */
        @Override
        public synchronized long currentTimeNanos() {
            long now = clock.currentTimeNanos();
            setBack += Math.max(0, last - now);
            last = now;
            return now + setBack;
        }

        @Override
        public boolean isWallClockBased() {
            return true;
        }
    }
}
