package dev.latchkey;

import dev.latchkey.core.access.Caller;
import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.ports.RateLimiter;
import dev.latchkey.ports.query.RateDecision;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which callers share a bucket, how much it holds, who counts, and what happens when nobody can. Begin with {@link #perKey}, {@link #perTenant} or {@link #by}. A key that has limits
 * of its own has a bucket of its own, and the host's does not bound it. Immutable, and safe for use by several threads where the host's function is.
 *
 * <p>A token is taken of whoever is proven and in force, also when the request is then forbidden for its scope or permission, so that who hammers at closed doors is limited too.
 */
public final class RateLimits {
    private static final int MAX_NAME = 256;

    private static final String KEY = "key:";

    private final RateLimiter limiter;
    private final String prefix;
    private final Function<Caller, @Nullable Bucket> host;
    private final boolean closed;

    private RateLimits(RateLimiter limiter, String prefix, Function<Caller, @Nullable Bucket> host, boolean closed) {
        this.limiter = limiter;
        this.prefix = prefix;
        this.host = host;
        this.closed = closed;
    }

    /**
     * A bucket for each key. Callers that are no API keys have none.
     *
     * @param limiter counts
     * @param limits the limits of a key that has none of its own, all of which apply; none for no limit
     * @return the limits
     */
    public static RateLimits perKey(RateLimiter limiter, RateLimit... limits) {
        List<RateLimit> all = List.of(limits);
        return new RateLimits(limiter, KEY, caller -> caller.key() == null ? null : ofKey(caller.key(), all), false);
    }

    /**
     * A bucket for each tenant, shared by its keys that have no limits of their own, and by its other principals.
     *
     * @param limiter counts
     * @param limits the limits of a tenant, all of which apply; none for no limit
     * @return the limits
     */
    public static RateLimits perTenant(RateLimiter limiter, RateLimit... limits) {
        List<RateLimit> all = List.of(limits);
        return new RateLimits(limiter, "tenant:", caller -> new Bucket(caller.tenant(), all), false);
    }

    /**
     * Buckets of the host's choice, by plan for example.
     *
     * @param limiter counts
     * @param function names the bucket of a caller and its limits, null for no limit; asked at every request, so it is quick; what it throws counts as a failure of the limiter
     * @return the limits
     */
    public static RateLimits by(RateLimiter limiter, Function<Caller, @Nullable Bucket> function) {
        return new RateLimits(limiter, "host:", function, false);
    }

    /**
     * The same for a host that would rather serve nobody than too many: when the limiter fails a request is {@link Verdict.Outcome#UNAVAILABLE}. Otherwise it is let through. A
     * listener is told of both: {@link LatchkeyListener.Event#LIMITER_FAILED}.
     *
     * @return new limits
     */
    public RateLimits failClosed() {
        return new RateLimits(limiter, prefix, host, true);
    }

    /**
     * A bucket and what it holds.
     *
     * @param name 1 to 256 characters; callers with one name share the bucket. Buckets of the host's function, of keys and of tenants never meet
     * @param limits its limits, all of which apply; none for no limit
     */
    public record Bucket(String name, List<RateLimit> limits) {
        /** Checks the bounds and copies the list. */
        public Bucket {
            Checks.that(!name.isEmpty() && name.length() <= MAX_NAME, "bucket", "must have 1 to 256 characters");
            limits = List.copyOf(limits);
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Takes a token of a caller; null when nothing limits it. Throws what the limiter and the host's function throw. */
    @Nullable
    RateDecision take(Caller caller) {
        ApiKey key = caller.key();
        if (key != null && !key.limits().rates().isEmpty()) {
            return take(KEY, ofKey(key, key.limits().rates()));
        }
        Bucket bucket = host.apply(caller);
        return bucket == null || bucket.limits().isEmpty() ? null : take(prefix, bucket);
    }

    private RateDecision take(String kind, Bucket bucket) {
        return limiter.take(kind + bucket.name(), bucket.limits());
    }

    private static Bucket ofKey(ApiKey key, List<RateLimit> limits) {
        return new Bucket(key.id().toString(), limits);
    }
}
