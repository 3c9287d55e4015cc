package dev.latchkey.internal.proof;

/** A receiver of the times that the steps of a proof took. Instants are nanoseconds of {@link #now()}. */
public interface ProofTimer {
    /**
     * Returns the current time.
     *
     * @return nanoseconds of an arbitrary origin; 0 if nobody listens
     */
    long now();

    /**
     * Reports that a cached proof decided.
     *
     * @param start when the step began
     */
    void cached(long start);

    /**
     * Reports that a wrong secret was refused without Argon2.
     *
     * @param start when the step began
     */
    void screened(long start);

    /**
     * Reports the wait at the gate.
     *
     * @param start when the wait began
     * @param end when it ended
     */
    void waited(long start, long end);

    /**
     * Reports an Argon2 verification.
     *
     * @param start when it began
     * @param end when it ended
     */
    void verified(long start, long end);
}
