package dev.latchkey;

import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.ports.query.RateDecision;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What became of a presented credential. Everything but {@link Accepted} means: do not serve the request. */
public sealed interface Verdict {
    /**
     * The caller is proven and may do what the request needs.
     *
     * @param caller who
     * @param rate what its rate limit has left; null when none applies
     */
    record Accepted(Caller caller, @Nullable RateDecision rate) implements Verdict {}

    /**
     * The credential or the request is refused: 401, or 403 when {@link Refusal#identified()}.
     *
     * @param refusal why
     * @param caller who; null when possession is not proven
     * @param rate what its rate limit has left, where the request was counted: that is when only its scope or permission was refused; else null
     */
    record Refused(
            Refusal refusal,
            @Nullable Caller caller,
            @Nullable RateDecision rate) implements Verdict {
        /**
         * Of a request that was not counted.
         *
         * @param refusal why
         * @param caller who; null when possession is not proven
         */
        public Refused(Refusal refusal, @Nullable Caller caller) {
            this(refusal, caller, null);
        }
    }

    /**
     * The caller is proven and over its rate limit: 429.
     *
     * @param caller who
     * @param rate the limit, and when to come back
     */
    record Limited(Caller caller, RateDecision rate) implements Verdict {}

    /**
     * The credential proves nothing, and too many such came from this address or for this key: 429. Who presents the right secret is never told so.
     *
     * @param retryAfter when to come back
     */
    record TooManyAttempts(Duration retryAfter) implements Verdict {}

    /**
     * Too many first proofs are waiting; nothing is said about the credential: 503.
     *
     * @param retryAfter when to come back
     */
    record Overloaded(Duration retryAfter) implements Verdict {}

    /**
     * The store or the hashing failed, or the rate limiter where the host said {@link RateLimits#failClosed()}; nothing is said about the credential: 503. The cause was logged.
     *
     * @param retryAfter when to come back
     */
    record Unavailable(Duration retryAfter) implements Verdict {}
}
