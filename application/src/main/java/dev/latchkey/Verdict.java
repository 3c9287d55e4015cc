package dev.latchkey;

import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.ports.query.RateDecision;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a presented credential. Serve the request only if the outcome is {@link Outcome#ACCEPTED}.
 *
 * <p><b>Security guarantees.</b> Only an {@link Authenticator} makes verdicts. {@link #acceptedCaller()} returns a
 * caller only if the request may be served, and throws otherwise. A detail that an outcome does not have is never
 * invented: its accessor throws.
 *
 * <p>Consume it by a {@code switch} expression over {@link #outcome()} without {@code default}, so that the compiler
 * checks that every outcome has an answer:
 *
 * <pre>{@code
 * return switch (verdict.outcome()) {
 *     case ACCEPTED -> serve(verdict.acceptedCaller());
 *     case REFUSED -> refuse(verdict.httpStatus(), verdict.refusal());
 *     case LIMITED, TOO_MANY_ATTEMPTS, OVERLOADED, UNAVAILABLE -> postpone(verdict.httpStatus(), verdict.retryAfter());
 * };
 * }</pre>
 *
 * <p>Immutable.
 */
public final class Verdict {
    /** The kinds of answers, each with the HTTP status that suits it. */
    public enum Outcome {
        /** The caller is proven and may do what the request needs. */
        ACCEPTED(200),
        /** The credential or the request is refused: {@link Verdict#refusal()} says why. */
        REFUSED(401),
        /** The caller is proven and over its rate limit. */
        LIMITED(429),
        /**
         * The credential proves nothing, and too many such credentials came from its address or for its key. The right
         * secret of a generated key never has this outcome.
         */
        TOO_MANY_ATTEMPTS(429),
        /** Too many first proofs are waiting. Nothing is said about the credential. */
        OVERLOADED(503),
        /**
         * The store or the hashing failed, or the rate limiter of a host that chose {@link RateLimits#failClosed()}.
         * Nothing is said about the credential. The cause was logged.
         */
        UNAVAILABLE(503);

        private final int httpStatus;

        Outcome(int httpStatus) {
            this.httpStatus = httpStatus;
        }
    }

    /**
     * A {@link Refusal}, or the outcome of a verdict that is no refusal: one field instead of two, for there is one
     * verdict a request.
     */
    private final Object reason;

    private final @Nullable Caller caller;

    /** A {@link RateDecision} of a request that was counted, or the {@link Duration} to wait. */
    private final @Nullable Object detail;

    private Verdict(Object reason, @Nullable Caller caller, @Nullable Object detail) {
        this.reason = reason;
        this.caller = caller;
        this.detail = detail;
    }

    /** The same answer about the caller as its key is stored now. */
    Verdict with(Caller stored) {
        return new Verdict(reason, stored, detail);
    }

    static Verdict accepted(Caller caller, @Nullable RateDecision rate) {
        return new Verdict(Outcome.ACCEPTED, caller, rate);
    }

    /** Of a request that was not counted. */
    static Verdict refused(Refusal refusal, @Nullable Caller caller) {
        return refused(refusal, caller, null);
    }

    static Verdict refused(Refusal refusal, @Nullable Caller caller, @Nullable RateDecision rate) {
        return new Verdict(refusal, caller, rate);
    }

    static Verdict limited(Caller caller, RateDecision rate) {
        return new Verdict(Outcome.LIMITED, caller, rate);
    }

    static Verdict tooManyAttempts(Duration retryAfter) {
        return new Verdict(Outcome.TOO_MANY_ATTEMPTS, null, retryAfter);
    }

    static Verdict overloaded(Duration retryAfter) {
        return new Verdict(Outcome.OVERLOADED, null, retryAfter);
    }

    static Verdict unavailable(Duration retryAfter) {
        return new Verdict(Outcome.UNAVAILABLE, null, retryAfter);
    }

    /**
     * Returns the kind of answer.
     *
     * @return the outcome, to be switched over
     */
    public Outcome outcome() {
        return reason instanceof Outcome outcome ? outcome : Outcome.REFUSED;
    }

    /**
     * Returns the caller of a request that may be served.
     *
     * @return the caller
     * @throws IllegalStateException if the outcome is not {@link Outcome#ACCEPTED}
     */
    public Caller acceptedCaller() {
        if (reason != Outcome.ACCEPTED || caller == null) {
            throw missing("accepted caller");
        }
        return caller;
    }

    /**
     * Returns the caller that was proven, whether or not the request may be served: for logs and metrics. To serve a
     * request, use {@link #acceptedCaller()}.
     *
     * @return the caller; null if possession was not proven
     */
    public @Nullable Caller caller() {
        return caller;
    }

    /**
     * Returns why the credential or the request is refused.
     *
     * @return the reason
     * @throws IllegalStateException if the outcome is not {@link Outcome#REFUSED}
     */
    public Refusal refusal() {
        if (reason instanceof Refusal refusal) {
            return refusal;
        }
        throw missing("refusal");
    }

    /**
     * Returns the state of the caller's rate limit after this request.
     *
     * @return the state; null if no limit applies or the request was not counted. A refused request is counted only if
     *     just its scope or its permission is refused
     */
    public @Nullable RateDecision rate() {
        return detail instanceof RateDecision rate ? rate : null;
    }

    /**
     * Returns how long the client should wait before it tries again.
     *
     * @return the delay, not negative
     * @throws IllegalStateException if the outcome is {@link Outcome#ACCEPTED} or {@link Outcome#REFUSED}
     */
    public Duration retryAfter() {
        if (detail instanceof Duration delay) {
            return delay;
        }
        if (reason == Outcome.LIMITED && detail instanceof RateDecision rate) {
            return rate.retryAfter();
        }
        throw missing("retryAfter");
    }

    /**
     * Returns the HTTP status of this answer.
     *
     * @return 200 if accepted; 401 if refused, or 403 if the caller is known but may not do this; 429 if limited; 503
     *     if no answer is possible
     */
    public int httpStatus() {
        return reason instanceof Refusal refusal && refusal.identified() ? 403 : outcome().httpStatus;
    }

    private IllegalStateException missing(String what) {
        return new IllegalStateException("the verdict has no " + what + ": " + reason);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Verdict that
                && reason.equals(that.reason)
                && Objects.equals(caller, that.caller)
                && Objects.equals(detail, that.detail);
    }

    @Override
    public int hashCode() {
        return Objects.hash(reason, caller, detail);
    }

    @Override
    public String toString() {
        return "Verdict[" + outcome() + ", reason=" + reason + ", caller=" + caller + ", detail=" + detail + "]";
    }
}
