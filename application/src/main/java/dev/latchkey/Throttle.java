package dev.latchkey;

import dev.latchkey.LatchkeyListener.Event;
import dev.latchkey.LatchkeyListener.Step;
import dev.latchkey.core.access.Caller;
import dev.latchkey.internal.RateLimitedLogger;
import dev.latchkey.ports.query.RateDecision;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * The counter of requests by proven callers. Attempts that prove nothing are counted by {@link Attempts}. Safe for use
 * by several threads.
 */
final class Throttle {
    private final @Nullable RateLimits rates;
    private final GuardedStore store;
    private final RateLimitedLogger unlimited;
    private final ListenerNotifier notifier;

    Throttle(@Nullable RateLimits rates, GuardedStore store, Clock clock, ListenerNotifier notifier) {
        this.unlimited = new RateLimitedLogger(Throttle.class, clock);
        this.notifier = notifier;
        this.rates = rates == null ? null : rates.limiter(store::before);
        this.store = store;
    }

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
            unlimited.warn(
                    "the rate limiter failed, requests are let through: "
                            + store.kept(caller.actor().toString()),
                    e);
            return null;
        }
    }
}
