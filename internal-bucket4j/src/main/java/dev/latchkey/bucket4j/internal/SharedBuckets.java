package dev.latchkey.bucket4j.internal;

import dev.latchkey.core.key.RateLimit;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.RateDecision;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.BucketExceptions.BucketExecutionException;
import io.github.bucket4j.TokensInheritanceStrategy;
import io.github.bucket4j.VerboseResult;
import io.github.bucket4j.distributed.BucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntUnaryOperator;

/**
 * Buckets in a database, from which several nodes take. Expired ones are removed now and then while tokens are taken.
 * Safe for use by several threads.
 */
public final class SharedBuckets {
    /** A bucket that is full again equals none, so it expires a minute later. */
    public static final ExpirationAfterWriteStrategy EXPIRATION =
            ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(Duration.ofMinutes(1));

    private static final int TAKES_PER_CLEANING = 1024;

    /** Each take makes a bucket at most, so expired ones become fewer with each cleaning. */
    private static final int REMOVED_PER_CLEANING = 2 * TAKES_PER_CLEANING;

    private final ProxyManager<String> buckets;
    private final IntUnaryOperator expired;
    private final AtomicLong takes = new AtomicLong();

    /**
     * Takes the database.
     *
     * @param buckets the buckets by name
     * @param expired removes at most so many expired buckets, and returns how many it removed
     */
    public SharedBuckets(ProxyManager<String> buckets, IntUnaryOperator expired) {
        this.buckets = buckets;
        this.expired = expired;
    }

    /**
     * Takes a token. If the limits of the bucket have changed, each keeps the tokens of the one that had its place in
     * the list. If the bucket refills only from a time too far in the future, it begins again from now.
     *
     * @param bucket the name of the bucket
     * @param limits its limits
     * @return the decision
     * @throws StoreException if the database fails
     */
    public RateDecision take(String bucket, List<RateLimit> limits) {
        try {
            if (takes.incrementAndGet() % TAKES_PER_CLEANING == 0) {
                int unused = expired.applyAsInt(REMOVED_PER_CLEANING);
            }
            BucketConfiguration asked = BucketLimits.configuration(limits);
            BucketProxy kept = buckets.builder().build(bucket, () -> asked);
            VerboseResult<Boolean> result = kept.asVerbose().tryConsume(1);
            if (!result.getConfiguration().equals(asked)) {
                kept.replaceConfiguration(asked, TokensInheritanceStrategy.AS_IS);
                result = kept.asVerbose().tryConsume(1);
            }
            if (RefillTime.isBeyondTolerance(result)) {
                kept.replaceConfiguration(asked, TokensInheritanceStrategy.RESET);
                result = kept.asVerbose().tryConsume(1);
            }
            return BucketLimits.decision(result.getValue(), result, limits, RefillTime.ahead(result));
        } catch (BucketExecutionException e) {
            throw new StoreException("Could not take a token: bucket " + bucket, e);
        }
    }

    /**
     * Removes expired buckets.
     *
     * @param limit how many at most
     * @return how many were removed
     * @throws StoreException if the database fails
     */
    public int removeExpired(int limit) {
        try {
            return expired.applyAsInt(limit);
        } catch (BucketExecutionException e) {
            throw new StoreException("Could not remove expired buckets", e);
        }
    }
}
