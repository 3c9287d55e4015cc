package dev.latchkey.internal.proof;

import java.util.concurrent.atomic.AtomicBoolean;

/** The result of a proof of possession. */
public sealed interface Proof {
    /**
     * The presented raw key is right.
     *
     * @param fingerprint identifies what was verified
     * @param betterDue true if the stored hash or handle should be replaced and no request is replacing it; shared by
     *     all requests that received this proof
     */
    record Right(ProofFingerprint fingerprint, AtomicBoolean betterDue) implements Proof {}

    /** The presented raw key is wrong. */
    enum Wrong implements Proof {
        /** The only one. */
        WRONG
    }

    /** Nothing is known, because the gate is full. */
    record Overloaded() implements Proof {}
}
