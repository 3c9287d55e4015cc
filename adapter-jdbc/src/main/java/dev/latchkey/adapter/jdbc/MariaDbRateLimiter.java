package dev.latchkey.adapter.jdbc;

import dev.latchkey.bucket4j.internal.ClockMeter;
import dev.latchkey.bucket4j.internal.SharedBuckets;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.ports.RateLimiter;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.RateDecision;
import io.github.bucket4j.distributed.proxy.ClientSideConfig;
import java.time.Clock;
import java.util.List;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/**
 * Token buckets in MariaDB or MySQL, shared by all nodes, through Bucket4j: a row of {@code latchkey_bucket} each,
 * locked while a token is taken. Each request costs one transaction of its own, also where the host has one open. Safe
 * for use by several threads. The host adds {@code com.bucket4j:bucket4j_jdk17-core}, which is optional.
 *
 * <p>It has no time-out of its own: a request waits as long as the pool waits for a connection, the database for a lock
 * ({@code innodb_lock_wait_timeout}, 50 seconds by default), and the driver for an answer, which is for ever unless
 * {@code socketTimeout} is set.
 *
 * <p>Nodes should agree on the time, as for {@link PostgresRateLimiter}. A bucket that is full again is the same as
 * none, so its row expires a minute later and is removed now and then while buckets are used, or by {@link
 * #removeExpired}.
 */
public final class MariaDbRateLimiter implements RateLimiter {
    private final SharedBuckets buckets;

    private MariaDbRateLimiter(DataSource dataSource, Clock clock) {
        Database database = Database.of(Jdbi.create(dataSource));
        JdbcSchema.check(database, "latchkey_bucket");
        MariaDbBuckets rows = new MariaDbBuckets(
                UnboundConnections.of(dataSource),
                database.dialect(),
                ClientSideConfig.getDefault()
                        .withClientClock(new ClockMeter(clock))
                        .withExpirationAfterWriteStrategy(SharedBuckets.EXPIRATION));
        this.buckets = new SharedBuckets(rows, rows::removeExpired);
    }

    /**
     * Returns a limiter on the host's connections. One that arrives in a transaction of the host is refused, and the
     * request is then counted as {@code RateLimits} says for a limiter that fails.
     *
     * @param dataSource connections to MariaDB or MySQL, best the pool itself
     * @param clock tells how fast tokens come back
     * @return the limiter
     * @throws StoreException when the database cannot be reached, is another one, or lacks a table
     */
    public static MariaDbRateLimiter on(DataSource dataSource, Clock clock) {
        return new MariaDbRateLimiter(dataSource, clock);
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
