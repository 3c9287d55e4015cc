package dev.latchkey.ports;

import dev.latchkey.core.key.RateLimit;
import dev.latchkey.ports.query.RateDecision;
import java.util.List;

/**
 * Token buckets by name, in this process or shared by several. Implementations are safe for use by several threads, and
 * throw {@link StoreException} when they cannot answer.
 */
public interface RateLimiter {
    /**
     * Takes one token, when every limit has one.
     *
     * @param bucket names the bucket; buckets with other names are independent
     * @param limits the limits of this bucket, at least one; a bucket asked for with other limits than before takes
     *     them over
     * @return whether it was taken, and what is left
     * @throws StoreException when the limiter cannot answer
     */
    RateDecision take(String bucket, List<RateLimit> limits);
}
