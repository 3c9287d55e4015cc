package dev.latchkey;

import dev.latchkey.core.access.Refusal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Is told what happens, so that a host can count and time it. It never sees a credential, a key or a tenant: what it is told has few different values and suits the tags of a metric.
 *
 * <p>Everything is told on the thread on which it happens, most of it inside a request, so a method must return soon. Implementations are safe for use by several threads. What a method throws
 * is logged, and changes no answer. Every method does nothing unless overridden. How many computations a hashing gate runs now, and how many wait, are the gate's to say.
 */
public interface LatchkeyListener {
    /** A part of one authentication. */
    enum Step {
        /** A key, or that there is none, was read, from the record cache where there is one. */
        STORE_READ,
        /** Possession was proven by what this process remembers. */
        PROOF_REMEMBERED,
        /** A wrong secret was turned away by its screening tag, or because this process has proven the right one. */
        PROOF_SCREENED,
        /** The wait at the hashing gate: for a place, or for somebody else who computed the same, or in vain. */
        GATE_WAIT,
        /** An Argon2 computation that verified a secret, after the wait. */
        ARGON2,
        /** The rate limiter answered. */
        RATE_LIMIT
    }

    /** Something that is no part of every request. */
    enum Event {
        /** The record cache had a key, or that there is none. */
        CACHE_HIT,
        /** The record cache had nothing good. */
        CACHE_MISS,
        /** The change feed was interrupted: the record cache is out of use. */
        FEED_INTERRUPTED,
        /** The change feed was resumed. */
        FEED_RESUMED,
        /** A rate limiter failed, and what it limits was let through unless the host wants otherwise. */
        LIMITER_FAILED
    }

    /** What is written later. */
    enum Buffer {
        /** Uses of keys, put together by key and day. */
        USES,
        /** Refused and limited requests, put together. */
        ATTEMPTS
    }

    /** What became of what was buffered. */
    enum Fate {
        /** It was written. */
        WRITTEN,
        /** It could not be written and is kept for the next time. */
        KEPT,
        /** There was no room for it, and it is lost. */
        DROPPED
    }

    /**
     * A request was answered: told once for each, after its steps.
     *
     * @param outcome the outcome of its verdict
     * @param refusal why it was refused; null for every other outcome
     * @param took the whole time, not negative
     */
    default void authenticated(Verdict.Outcome outcome, @Nullable Refusal refusal, Duration took) {}

    /**
     * A step of a request ended. A step that fails is not told.
     *
     * @param step which
     * @param took its time, not negative
     */
    default void stepped(Step step, Duration took) {}

    /**
     * Something happened once.
     *
     * @param event what
     */
    default void happened(Event event) {}

    /**
     * A part of a buffer met its fate.
     *
     * @param buffer which
     * @param fate what became of it
     * @param count of how many entries, at least 1
     */
    default void buffered(Buffer buffer, Fate fate, long count) {}
}
