package dev.latchkey.adapter.mongo;

import com.mongodb.client.MongoDatabase;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.ports.RateLimiter;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.RateDecision;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.BucketExceptions.BucketExecutionException;
import io.github.bucket4j.BucketState;
import io.github.bucket4j.TokensInheritanceStrategy;
import io.github.bucket4j.VerboseResult;
import io.github.bucket4j.distributed.BucketProxy;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Token buckets in MongoDB, shared by all nodes: a document of {@code latchkey_bucket} each, changed by compare-and-set
 * through Bucket4j. Each request costs a read and a write, and both again for each other node that takes from the same
 * bucket at the same moment; after {@value #TIMEOUT_MILLIS} milliseconds without luck it fails. A server that does not
 * answer is waited for as long as the driver is told to ({@code serverSelectionTimeoutMS}, {@code socketTimeoutMS}).
 * Writes wait for the primary alone: a failover may give some tokens twice.
 *
 * <p>Nodes should agree on the time: a bucket refills by the clock of the node that asks. One whose refill lies up to a
 * minute in that node's future waits for it, which the delay that clients are told includes. One whose refill lies
 * further in the future begins again from now. A bucket that is full again is the same as none, so its document expires
 * a minute later and is removed now and then while buckets are used, or by {@link #removeExpired}. Where limits change,
 * each keeps the tokens of the one that had its place in the list, up to its own burst, less one. Safe for use by
 * several threads.
 */
public final class MongoRateLimiter implements RateLimiter {
    private static final int TIMEOUT_MILLIS = 2_000;
    private static final int TAKES_PER_CLEANING = 1024;
    private static final int REMOVED_PER_CLEANING = 1000;

    private final Buckets buckets;
    private final AtomicLong takes = new AtomicLong();

    private MongoRateLimiter(Collections collections, Clock clock) {
        MongoIndexes.check(collections);
        this.buckets = new Buckets(collections.buckets(), clock, Duration.ofMillis(TIMEOUT_MILLIS));
    }

    /**
     * A limiter in {@code latchkey_bucket}.
     *
     * @param database the host's database
     * @param clock tells how fast tokens come back
     * @return the limiter
     * @throws StoreException as for {@link MongoKeyStore#on(MongoDatabase)}
     */
    public static MongoRateLimiter on(MongoDatabase database, Clock clock) {
        return on(database, Collections.PREFIX, clock);
    }

    /**
     * A limiter in a collection of the host's naming.
     *
     * @param database the host's database
     * @param prefix what the names of the collections begin with
     * @param clock tells how fast tokens come back
     * @return the limiter
     * @throws StoreException as for {@link MongoKeyStore#on(MongoDatabase)}
     */
    public static MongoRateLimiter on(MongoDatabase database, String prefix, Clock clock) {
        return new MongoRateLimiter(Collections.of(database, prefix), clock);
    }

    @Override
    public RateDecision take(String bucket, List<RateLimit> limits) {
        return DriverCalls.call("take a token: bucket " + bucket, () -> {
            if (takes.incrementAndGet() % TAKES_PER_CLEANING == 0) {
                buckets.removeExpired(REMOVED_PER_CLEANING);
            }
            BucketConfiguration asked = new BucketConfiguration(
                    limits.stream().map(MongoRateLimiter::bandwidth).toList());
            BucketProxy kept = buckets.builder().build(bucket, () -> asked);
            try {
                VerboseResult<Boolean> result = kept.asVerbose().tryConsume(1);
                if (!result.getConfiguration().equals(asked)) {
                    kept.replaceConfiguration(asked, TokensInheritanceStrategy.AS_IS);
                    result = kept.asVerbose().tryConsume(1);
                }
                if (RefillTime.isBeyondTolerance(result)) {
                    kept.replaceConfiguration(asked, TokensInheritanceStrategy.RESET);
                    result = kept.asVerbose().tryConsume(1);
                }
                return decision(result, limits);
            } catch (BucketExecutionException e) {
                throw new StoreException("Could not take a token: bucket " + bucket, e);
            }
        });
    }

    /**
     * Removes buckets that have been full for a minute. Done now and then by itself while buckets are used.
     *
     * @param limit how many at most
     * @return how many were removed
     * @throws StoreException when the database fails
     */
    public int removeExpired(int limit) {
        return DriverCalls.call("remove expired buckets", () -> buckets.removeExpired(limit));
    }

    private static RateDecision decision(VerboseResult<Boolean> result, List<RateLimit> limits) {
        BucketState state = result.getState();
        int tightest = 0;
        for (int i = 1; i < limits.size(); i++) {
            long difference = state.getCurrentSize(i) - state.getCurrentSize(tightest);
            boolean slower = perToken(limits.get(i)).compareTo(perToken(limits.get(tightest))) > 0;
            // Less left; of two with equally much, the one that takes longer.
            tightest = difference < 0 || (difference == 0 && slower) ? i : tightest;
        }
        RateLimit limit = limits.get(tightest);
        long missing = limit.burst() - state.getCurrentSize(tightest);
        // What has come back of the next token already is kept in units of nanoseconds times tokens.
        Duration untilFull = limit.period()
                .multipliedBy(missing)
                .minusNanos(missing == 0 ? 0 : state.getRoundingError(tightest))
                .dividedBy(limit.tokens());
        Duration ahead = RefillTime.ahead(result);
        long wait = state.calculateDelayNanosAfterWillBePossibleToConsume(1, result.getOperationTimeNanos(), false);
        return new RateDecision(
                result.getValue(),
                limit,
                Math.max(0, state.getCurrentSize(tightest)),
                wait == 0 ? Duration.ZERO : ahead.plusNanos(wait),
                ahead.plus(untilFull));
    }

    private static Duration perToken(RateLimit limit) {
        return limit.period().dividedBy(limit.tokens());
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
