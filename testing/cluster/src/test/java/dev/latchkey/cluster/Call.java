package dev.latchkey.cluster;

/**
 * One question and its answer as the client saw them. All times are of one monotonic clock.
 *
 * @param actor names this call, and no other, in the audit
 * @param kind what was asked for
 * @param slot the slot it is about
 * @param target the handle of the raw key that was presented, the id of the key to rotate or revoke; else empty
 * @param began before the question was sent
 * @param ended after the answer was there, or the hope of one given up
 * @param outcome what came of it
 * @param key as in {@link Answer}
 * @param version as in {@link Answer}
 * @param handle as in {@link Answer}
 */
record Call(
        String actor,
        Kind kind,
        String slot,
        String target,
        long began,
        long ended,
        Outcome outcome,
        String key,
        long version,
        String handle) {

    boolean done() {
        return outcome == Outcome.DONE;
    }

    boolean accepted() {
        return kind == Kind.AUTHENTICATE && done();
    }

    boolean refused() {
        return kind == Kind.AUTHENTICATE && outcome == Outcome.NOTHING;
    }

    /** Tells whether the call has given out a raw key. */
    boolean gaveSecret() {
        return kind.makesSecret() && done();
    }
}
