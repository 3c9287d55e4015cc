package dev.latchkey.adapter.jdbc;

import dev.latchkey.core.key.RateLimit;
import dev.latchkey.ports.RateLimiter;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.RateDecision;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.BucketExceptions;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import io.github.bucket4j.VerboseResult;
import io.github.bucket4j.distributed.BucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.jdbc.PrimaryKeyMapper;
import io.github.bucket4j.postgresql.Bucket4jPostgreSQL;
import io.github.bucket4j.postgresql.PostgreSQLSelectForUpdateBasedProxyManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/**
 * Token buckets in PostgreSQL, shared by all nodes, through Bucket4j's own PostgreSQL integration: a row of {@code latchkey_bucket} each, locked while a token is taken. Each
 * request costs one transaction of its own, also where the host has one open. Safe for use by several threads.
 *
 * <p>It has no time-out of its own: a request waits as long as the pool waits for a connection and the driver for an answer, which for pgjdbc is for ever unless
 * {@code socketTimeout} is set.
 *
 * <p>Nodes should agree on the time: a bucket refills by the clock of the node that asks. One whose refill lies up to a
 * minute in that node's future waits for it, which the delay that clients are told includes. One whose refill lies
 * further in the future begins again from now. A bucket that is full again is the same as none, so its row expires a minute later and is removed now and then
 * while buckets are used, or by {@link #removeExpired}.
 */
public final class PostgresRateLimiter implements RateLimiter {
    private static final int TAKES_PER_CLEANING = 1024;
    private static final int REMOVED_PER_CLEANING = 1000;
    private static final Duration KEPT_WHEN_FULL = Duration.ofMinutes(1);

    private final PostgreSQLSelectForUpdateBasedProxyManager<String> buckets;
    private final AtomicLong takes = new AtomicLong();

    private PostgresRateLimiter(DataSource dataSource, Clock clock) {
        JdbcSchema.check(Database.of(Jdbi.create(dataSource)), "latchkey_bucket");
        this.buckets = Bucket4jPostgreSQL.selectForUpdateBasedBuilder(dataSource)
                .primaryKeyMapper(PrimaryKeyMapper.STRING)
                .table("latchkey_bucket")
                .clientClock(new ClockMeter(clock))
                .expirationAfterWrite(ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(KEPT_WHEN_FULL))
                .build();
    }

    /**
     * A limiter on the host's connections, which must not be bound to a transaction of the host's.
     *
     * @param dataSource connections to PostgreSQL, best the pool itself
     * @param clock tells how fast tokens come back
     * @return the limiter
     * @throws StoreException when the database cannot be reached, is another one, or lacks a table
     */
    public static PostgresRateLimiter on(DataSource dataSource, Clock clock) {
        return new PostgresRateLimiter(dataSource, clock);
    }

    @Override
    public RateDecision take(String bucket, List<RateLimit> limits) {
        try {
            if (takes.incrementAndGet() % TAKES_PER_CLEANING == 0) {
                buckets.removeExpired(REMOVED_PER_CLEANING);
            }
            BucketConfiguration asked = new BucketConfiguration(
                    limits.stream().map(PostgresRateLimiter::bandwidth).toList());
            BucketProxy row = buckets.builder().build(bucket, () -> asked);
            VerboseResult<Boolean> result = row.asVerbose().tryConsume(1);
            if (!result.getConfiguration().equals(asked)) {
                row.replaceConfiguration(asked, TokensInheritanceStrategy.AS_IS);
                result = row.asVerbose().tryConsume(1);
            }
            if (RefillTime.isBeyondTolerance(result)) {
                row.replaceConfiguration(asked, TokensInheritanceStrategy.RESET);
                result = row.asVerbose().tryConsume(1);
            }
            return new Taken(result, limits).decision();
        } catch (BucketExceptions.BucketExecutionException e) {
            throw new StoreException("Could not take a token: bucket " + bucket, e);
        }
    }

    /**
     * Removes buckets that are full again. Done now and then by itself while buckets are used.
     *
     * @param limit how many at most
     * @return how many were removed
     * @throws StoreException when the database fails
     */
    public int removeExpired(int limit) {
        try {
            return buckets.removeExpired(limit);
        } catch (BucketExceptions.BucketExecutionException e) {
            throw new StoreException("Could not remove expired buckets", e);
        }
    }

    private static Bandwidth bandwidth(RateLimit limit) {
        // Bucket4j knows no faster refill than a token a nanosecond.
        long tokens = Math.min(limit.tokens(), limit.period().toNanos());
        return Bandwidth.builder()
                .capacity(limit.burst())
                .refillGreedy(tokens, limit.period())
                .build();
    }

    /** Nanoseconds since 1970. They overflow in 2262, which differences survive. */
    private record ClockMeter(Clock clock) implements TimeMeter {
        private static final long NANOS = 1_000_000_000L;

        @Override
        public long currentTimeNanos() {
            Instant now = clock.instant();
            return now.getEpochSecond() * NANOS + now.getNano();
        }

        @Override
        public boolean isWallClockBased() {
            return true;
        }
    }
}
