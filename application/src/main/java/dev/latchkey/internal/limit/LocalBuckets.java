package dev.latchkey.internal.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.ports.RateLimiter;
import dev.latchkey.ports.query.RateDecision;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Token buckets of this process, for few clients: the operators of a host that names no other limiter. Each bucket has
 * one limit. Safe for use by several threads.
 */
public final class LocalBuckets implements RateLimiter {
    private static final int MAX_BUCKETS = 10_000;

    private final Cache<String, Bucket> buckets = Caffeine.newBuilder()
            .maximumSize(MAX_BUCKETS)
            .executor(Runnable::run)
            .build();
    private final Clock clock;

    /**
     * Takes the time.
     *
     * @param clock tells when tokens are there again
     */
    public LocalBuckets(Clock clock) {
        this.clock = clock;
    }

    /**
     * What a bucket was when a token was last taken.
     *
     * @param tokens how many were left, with fractions
     * @param at when that was
     * @param taken whether there was a token to take
     */
    private record Bucket(double tokens, Instant at, boolean taken) {
        /** Takes a token if there is one. After the clock was set back, the refill begins again from now. */
        Bucket take(RateLimit limit, Instant now) {
            Duration passed = Duration.between(at, now);
            // With its fraction, or a client that asks many times a millisecond would get nothing.
            double millis = passed.getSeconds() * 1e3 + passed.getNano() / 1e6;
            double refill = Math.max(0, millis) / millisPerToken(limit);
            double there = Math.min((double) limit.burst(), tokens + refill);
            return there >= 1 ? new Bucket(there - 1, now, true) : new Bucket(there, now, false);
        }
    }

    @Override
    public RateDecision take(String bucket, List<RateLimit> limits) {
        RateLimit limit = limits.get(0);
        Bucket left = buckets.asMap().compute(bucket, (name, known) -> {
            // Read here, where one thread at a time is, so that no two count the same time.
            Instant now = clock.instant();
            return (known == null ? new Bucket(limit.burst(), now, true) : known).take(limit, now);
        });
        double each = millisPerToken(limit);
        Duration wait = left.tokens() >= 1 ? Duration.ZERO : millis((1 - left.tokens()) * each);
        Duration full = millis((limit.burst() - left.tokens()) * each);
        return new RateDecision(left.taken(), limit, (long) left.tokens(), wait, full);
    }

    private static double millisPerToken(RateLimit limit) {
        return (double) limit.period().toMillis() / limit.tokens();
    }

    private static Duration millis(double millis) {
        return Duration.ofMillis((long) Math.ceil(millis));
    }
}
