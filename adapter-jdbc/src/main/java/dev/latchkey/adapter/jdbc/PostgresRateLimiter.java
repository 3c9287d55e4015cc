package dev.latchkey.adapter.jdbc;

import dev.latchkey.bucket4j.internal.ClockMeter;
import dev.latchkey.bucket4j.internal.SharedBuckets;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.ports.RateLimiter;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.RateDecision;
import io.github.bucket4j.distributed.jdbc.PrimaryKeyMapper;
import io.github.bucket4j.postgresql.Bucket4jPostgreSQL;
import io.github.bucket4j.postgresql.PostgreSQLSelectForUpdateBasedProxyManager;
import java.time.Clock;
import java.util.List;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/**
 * Token buckets in PostgreSQL, shared by all nodes, through Bucket4j's own PostgreSQL integration: a row of {@code
 * latchkey_bucket} each, locked while a token is taken. Each request costs one transaction of its own, also where the
 * host has one open. Safe for use by several threads. The host adds {@code com.bucket4j:bucket4j_jdk17-postgresql},
 * which is optional.
 *
 * <p>It has no time-out of its own: a request waits as long as the pool waits for a connection and the driver for an
 * answer, which for pgjdbc is for ever unless {@code socketTimeout} is set.
 *
 * <p>Nodes should agree on the time: a bucket refills by the clock of the node that asks. One whose refill lies up to a
 * minute in that node's future waits for it, which the delay that clients are told includes. One whose refill lies
 * further in the future begins again from now. A bucket that is full again is the same as none, so its row expires a
 * minute later and is removed now and then while buckets are used, or by {@link #removeExpired}.
 */
public final class PostgresRateLimiter implements RateLimiter {
    private final SharedBuckets buckets;

    private PostgresRateLimiter(DataSource dataSource, Clock clock) {
        JdbcSchema.check(Database.of(Jdbi.create(dataSource)), "latchkey_bucket");
        PostgreSQLSelectForUpdateBasedProxyManager<String> rows = Bucket4jPostgreSQL.selectForUpdateBasedBuilder(
                        UnboundConnections.of(dataSource))
                .primaryKeyMapper(PrimaryKeyMapper.STRING)
                .table("latchkey_bucket")
                .clientClock(new ClockMeter(clock))
                .expirationAfterWrite(SharedBuckets.EXPIRATION)
                .build();
        this.buckets = new SharedBuckets(rows, rows::removeExpired);
    }

    /**
     * Returns a limiter on the host's connections. One that arrives in a transaction of the host is refused, and the
     * request is then counted as {@code RateLimits} says for a limiter that fails.
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
        return buckets.take(bucket, limits);
    }

    /**
     * Removes buckets that are full again. Done now and then by itself while buckets are used.
     *
     * @param limit how many at most
     * @return how many were removed
     * @throws StoreException when the database fails
     */
    public int removeExpired(int limit) {
        return buckets.removeExpired(limit);
    }
}
