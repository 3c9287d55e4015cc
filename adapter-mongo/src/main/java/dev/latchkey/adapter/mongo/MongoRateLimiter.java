package dev.latchkey.adapter.mongo;

import com.mongodb.client.MongoDatabase;
import dev.latchkey.bucket4j.internal.SharedBuckets;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.ports.RateLimiter;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.RateDecision;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * Token buckets in MongoDB, shared by all nodes: a document of {@code latchkey_bucket} each, changed by compare-and-set
 * through Bucket4j. Each request costs a read and a write, and both again for each other node that takes from the same
 * bucket at the same moment; after {@value #TIMEOUT_MILLIS} milliseconds without luck it fails. The driver decides how
 * long it waits for a server that does not answer ({@code serverSelectionTimeoutMS}, {@code socketTimeoutMS}). Writes
 * wait for the primary alone: a failover may give some tokens twice.
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

    private final SharedBuckets buckets;

    private MongoRateLimiter(Collections collections, Clock clock) {
        MongoIndexes.check(collections);
        Buckets documents = new Buckets(collections.buckets(), clock, Duration.ofMillis(TIMEOUT_MILLIS));
        this.buckets = new SharedBuckets(documents, documents::removeExpired);
    }

    /**
     * Returns a limiter in {@code latchkey_bucket}.
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
     * Returns a limiter in a collection that the host names.
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
        return DriverCalls.call("take a token: bucket " + bucket, () -> buckets.take(bucket, limits));
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
}
