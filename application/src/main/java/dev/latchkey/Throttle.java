package dev.latchkey;

import dev.latchkey.internal.limit.SuspectedAddresses;
import dev.latchkey.internal.RateLimitedLogger;
import dev.latchkey.LatchkeyListener.Event;
import dev.latchkey.LatchkeyListener.Step;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.ports.RateLimiter;
import dev.latchkey.ports.query.RateDecision;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The counter of requests by proven callers and of attempts that prove nothing. Safe for use by several threads. */
final class Throttle {
    /** An IPv6 site has as many addresses as it likes in its /64. */
    private static final int SITE_BYTES = 8;

    private final @Nullable RateLimits rates;
    private final @Nullable Attempts attempts;
    private final SuspectedAddresses suspects;
    private final RateLimitedLogger unlimited;
    private final RateLimitedLogger uncounted;
    private final ListenerNotifier notifier;

    Throttle(@Nullable RateLimits rates, @Nullable Attempts attempts, Clock clock, ListenerNotifier notifier) {
        this.unlimited = new RateLimitedLogger(Throttle.class, clock);
        this.uncounted = new RateLimitedLogger(Throttle.class, clock);
        this.notifier = notifier;
        this.suspects = new SuspectedAddresses(clock);
        this.rates = rates;
        this.attempts = attempts;
    }

    /**
     * The limits of attempts that prove nothing.
     *
     * @param limiter counts them
     * @param perAddress the limits of one address
     * @param perHandle the limits of one key
     */
    record Attempts(RateLimiter limiter, List<RateLimit> perAddress, List<RateLimit> perHandle) {}

    /**
     * Takes a token for a caller. Returns null if no limit applies, or the limiter failed and the host then lets
     * requests through.
     */
    @Nullable RateDecision take(Caller caller) {
        if (rates == null) {
            return null;
        }
        try {
            long start = notifier.start();
            RateDecision rate = rates.take(caller);
            if (rate != null) {
                notifier.stepped(Step.RATE_LIMIT, start);
            }
            return rate;
        } catch (RuntimeException e) {
            notifier.happened(Event.LIMITER_FAILED);
            if (rates.isClosed()) {
                throw e;
            }
            unlimited.warn("the rate limiter failed, requests are let through: " + caller.actor(), e);
            return null;
        }
    }

    /**
     * Counts an attempt.
     *
     * @param address where it comes from; null if unknown
     * @param handle the handle of the key that was tried; null if there is no such key, so that invented handles make
     *     no buckets
     * @return how long to wait; null if there were not too many
     */
    @Nullable Duration attempt(@Nullable InetAddress address, @Nullable String handle) {
        if (attempts == null) {
            return null;
        }
        RateDecision ofAddress =
                address == null ? null : attempt(attempts, "address:" + site(address), attempts.perAddress());
        if (address != null && ofAddress != null && ofAddress.remaining() == 0) {
            suspects.emptied(site(address), ofAddress.retryAfter());
        }
        RateDecision ofHandle = handle == null ? null : attempt(attempts, "handle:" + handle, attempts.perHandle());
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
        return attempts == null || address == null ? null : suspects.begin(site(address));
    }

    /** Ends a look-up, after its attempt was counted. */
    void endGuess(@Nullable InetAddress address) {
        if (attempts != null && address != null) {
            suspects.end(site(address));
        }
    }

    private @Nullable RateDecision attempt(Attempts limited, String bucket, List<RateLimit> limits) {
        try {
            return limited.limiter().take("attempt:" + bucket, limits);
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
