package dev.latchkey;

import dev.latchkey.core.access.Caller;
import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.ports.RateLimiter;
import dev.latchkey.ports.query.RateDecision;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The rate limits of requests: which callers share a bucket, its size, the limiter that counts, and what happens if the
 * limiter fails. Start with {@link #perKey}, {@link #perTenant} or {@link #by}.
 *
 * <pre>{@code
 * RateLimits limits = RateLimits.perKey(limiter, new RateLimit(100, 100, Duration.ofSeconds(1)));
 * }</pre>
 *
 * <p>A key that has limits of its own has a bucket of its own, and the host's limits do not apply to it. Every proven
 * caller that is in force takes a token, also if the request is then forbidden for its scope or permission, so that
 * repeated forbidden requests are limited too. Immutable. Safe for use by several threads if the host's function is.
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
     * Returns limits with a bucket for each key. Callers that are no API keys have none.
     *
     * @param limiter counts requests
     * @param limits the limits of a key without limits of its own, all of which apply; none for no limit
     * @return the limits
     */
    public static RateLimits perKey(RateLimiter limiter, RateLimit... limits) {
        List<RateLimit> all = List.of(limits);
        return new RateLimits(limiter, KEY, caller -> caller.key() == null ? null : ofKey(caller.key(), all), false);
    }

    /**
     * Returns limits with a bucket for each tenant, shared by its principals and by its keys without limits of their
     * own.
     *
     * @param limiter counts requests
     * @param limits the limits of a tenant, all of which apply; none for no limit
     * @return the limits
     */
    public static RateLimits perTenant(RateLimiter limiter, RateLimit... limits) {
        List<RateLimit> all = List.of(limits);
        return new RateLimits(limiter, "tenant:", caller -> new Bucket(caller.tenant(), all), false);
    }

    /**
     * Returns limits with buckets of the host's choice, for example by plan.
     *
     * @param limiter counts requests
     * @param function returns the bucket of a caller and its limits, or null for no limit; called at every request, so
     *     it must be fast; an exception counts as a failure of the limiter
     * @return the limits
     */
    public static RateLimits by(RateLimiter limiter, Function<Caller, @Nullable Bucket> function) {
        return new RateLimits(limiter, "host:", function, false);
    }

    /**
     * Returns limits that refuse requests while the limiter fails: they are {@link Verdict.Outcome#UNAVAILABLE}. By
     * default they are let through. A listener is notified of both by {@link LatchkeyListener.Event#LIMITER_FAILED}.
     *
     * @return new limits
     */
    public RateLimits failClosed() {
        return new RateLimits(limiter, prefix, host, true);
    }

    /**
     * A bucket and what it holds.
     *
     * @param name the name, 1 to 256 characters, shared by all callers of the bucket; buckets of the host's function,
     *     of keys and of tenants are distinct even if their names are equal
     * @param limits its limits, all of which apply; none for no limit
     */
    public record Bucket(String name, List<RateLimit> limits) {
        /** Checks the bounds and copies the list. */
        public Bucket {
            Checks.that(!name.isEmpty() && name.length() <= MAX_NAME, "bucket", "must have 1 to 256 characters");
            limits = List.copyOf(limits);
        }
    }

    /** Returns limits with another limiter. */
    RateLimits limiter(UnaryOperator<RateLimiter> change) {
        return new RateLimits(change.apply(limiter), prefix, host, closed);
    }

    boolean isClosed() {
        return closed;
    }

    /**
     * Returns the limits that apply to a caller, its own or the host's. Throws what the function throws.
     *
     * @param caller the caller
     * @param own the rates of its own that it has or is to have; empty for none
     */
    List<RateLimit> applyingTo(Caller caller, List<RateLimit> own) {
        Counted counted = counted(caller, own);
        return counted == null ? List.of() : counted.bucket().limits();
    }

    /** Takes a token for a caller. Returns null if no limit applies. Throws what the limiter and the function throw. */
    @Nullable RateDecision take(Caller caller) {
        ApiKey key = caller.key();
        Counted counted = counted(caller, key == null ? List.of() : key.limits().rates());
        if (counted == null || counted.bucket().limits().isEmpty()) {
            return null;
        }
        return limiter.take(
                counted.kind() + counted.bucket().name(), counted.bucket().limits());
    }

    /** A bucket, and the kind of those that it is one of. */
    private record Counted(String kind, Bucket bucket) {}

    /** Chooses the bucket of a caller: that of the key if it has rates of its own, else the host's; null for none. */
    private @Nullable Counted counted(Caller caller, List<RateLimit> own) {
        ApiKey key = caller.key();
        if (key != null && !own.isEmpty()) {
            return new Counted(KEY, ofKey(key, own));
        }
        Bucket bucket = host.apply(caller);
        return bucket == null ? null : new Counted(prefix, bucket);
    }

    private static Bucket ofKey(ApiKey key, List<RateLimit> limits) {
        return new Bucket(key.id().toString(), limits);
    }
}
