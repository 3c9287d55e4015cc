package dev.latchkey;

import dev.latchkey.LatchkeyListener.Event;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.internal.RateLimitedLogger;
import dev.latchkey.internal.limit.SuspectedAddresses;
import dev.latchkey.ports.RateLimiter;
import dev.latchkey.ports.query.RateDecision;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The counter of attempts that prove nothing, by address and by key. Those of proven callers are counted by
 * {@link Throttle}. Safe for use by several threads.
 */
final class Attempts {
    /** An IPv6 site has as many addresses as it likes in its /64. */
    private static final int SITE_BYTES = 8;

    private final @Nullable AttemptLimits limits;
    private final SuspectedAddresses suspects;
    private final RateLimitedLogger uncounted;
    private final ListenerNotifier notifier;

    Attempts(@Nullable AttemptLimits limits, Clock clock, ListenerNotifier notifier) {
        this.limits = limits;
        this.suspects = new SuspectedAddresses(clock);
        this.uncounted = new RateLimitedLogger(Attempts.class, clock);
        this.notifier = notifier;
    }

    /**
     * The limits of attempts that prove nothing.
     *
     * @param limiter counts them
     * @param perAddress the limits of one address
     * @param perHandle the limits of one key
     */
    record AttemptLimits(RateLimiter limiter, List<RateLimit> perAddress, List<RateLimit> perHandle) {}

    /**
     * Counts an attempt.
     *
     * @param address where it comes from; null if unknown
     * @param handle the handle of the key that was tried; null if there is no such key, so that invented handles make
     *     no buckets
     * @return how long to wait; null if there were not too many
     */
    @Nullable Duration count(@Nullable InetAddress address, @Nullable String handle) {
        if (limits == null) {
            return null;
        }
        RateDecision ofAddress =
                address == null ? null : take(limits.limiter(), "address:" + site(address), limits.perAddress());
        if (address != null && ofAddress != null && ofAddress.remaining() == 0) {
            suspects.emptied(site(address), ofAddress.retryAfter());
        }
        RateDecision ofHandle = handle == null ? null : take(limits.limiter(), "handle:" + handle, limits.perHandle());
        Duration one = ofAddress == null || ofAddress.allowed() ? null : ofAddress.retryAfter();
        Duration other = ofHandle == null || ofHandle.allowed() ? null : ofHandle.retryAfter();
        return one == null || (other != null && other.compareTo(one) > 0) ? other : one;
    }

    /**
     * Begins to look up a credential that may be a guess at an imported key. If this returns null, {@link #endGuess}
     * must follow.
     *
     * @return how long to wait, if the address has no attempts left; null if the credential may be looked up
     */
    @Nullable Duration beginGuess(@Nullable InetAddress address) {
        return limits == null || address == null ? null : suspects.begin(site(address));
    }

    /** Ends a look-up, after its attempt was counted. */
    void endGuess(@Nullable InetAddress address) {
        if (limits != null && address != null) {
            suspects.end(site(address));
        }
    }

    private @Nullable RateDecision take(RateLimiter limiter, String bucket, List<RateLimit> rates) {
        try {
            return limiter.take("attempt:" + bucket, rates);
        } catch (RuntimeException e) {
            notifier.happened(Event.LIMITER_FAILED);
            uncounted.warn("the limiter of failed attempts failed, attempts are not counted", e);
            return null;
        }
    }

    private static String site(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length > SITE_BYTES
                ? HexFormat.of().formatHex(bytes, 0, SITE_BYTES) + "/64"
                : address.getHostAddress();
    }
}
