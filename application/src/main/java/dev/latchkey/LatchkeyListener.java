package dev.latchkey;

import dev.latchkey.core.access.Refusal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A listener that counts and times what happens. It never receives a credential, a key or a tenant: its arguments have
 * few different values and suit the tags of a metric.
 *
 * <p>Methods are called on the thread on which the event happens, most of them within a request, so they must return
 * soon. Implementations are safe for use by several threads. What a method throws is logged and changes no answer.
 * Every method does nothing by default. For the state of a hashing gate, ask {@link HashingGate#running()} and
 * {@link HashingGate#waiting()}.
 */
public interface LatchkeyListener {
    /** The steps of one authentication. */
    enum Step {
        /** The key of a handle was looked up: remembered with its version asked for, cached, or read. */
        STORE_READ,
        /** A cached proof showed that the credential is right. */
        PROOF_REMEMBERED,
        /** A wrong secret was refused by its screening tag, or because this process has verified the right one. */
        PROOF_SCREENED,
        /** The request waited at the hashing gate: for a place, for a request that computed the same, or in vain. */
        GATE_WAIT,
        /** An Argon2 computation verified a secret, after the wait. */
        ARGON2,
        /** The rate limiter answered. */
        RATE_LIMIT
    }

    /** Events that are not part of every request. */
    enum Event {
        /** A key that was cached or remembered was given without a read of the whole key. */
        CACHE_HIT,
        /** A key was read, because it was not cached or remembered, or had changed. */
        CACHE_MISS,
        /** The change feed was interrupted, so that the record cache is disabled. */
        FEED_INTERRUPTED,
        /** The change feed was resumed. */
        FEED_RESUMED,
        /** A rate limiter failed. Requests were let through unless the host chose {@link RateLimits#failClosed()}. */
        LIMITER_FAILED
    }

    /** The buffers that are written later. */
    enum Buffer {
        /** Uses of keys, merged by key and day. */
        USES,
        /** Refused and limited requests, merged. */
        ATTEMPTS
    }

    /** What became of buffered entries. */
    enum Fate {
        /** The entries were written. */
        WRITTEN,
        /** The entries could not be written and are kept for the next flush. */
        KEPT,
        /** The entries were lost because the buffer was full, or Latchkey was closed. */
        DROPPED
    }

    /**
     * Reports a verdict, once for each request and after its steps.
     *
     * @param outcome the outcome of its verdict
     * @param refusal why the request was refused; null for every other outcome
     * @param took the duration of the whole, not negative
     */
    default void authenticated(Verdict.Outcome outcome, @Nullable Refusal refusal, Duration took) {}

    /**
     * Reports the end of a step. A step that fails is not reported.
     *
     * @param step the step
     * @param took its duration, not negative
     */
    default void stepped(Step step, Duration took) {}

    /**
     * Reports an event.
     *
     * @param event the event
     */
    default void happened(Event event) {}

    /**
     * Reports what became of buffered entries.
     *
     * @param buffer the buffer
     * @param fate what became of the entries
     * @param count how many entries, at least 1; of {@link Fate#DROPPED}, how many requests
     */
    default void buffered(Buffer buffer, Fate fate, long count) {}
}
