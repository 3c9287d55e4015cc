package dev.latchkey.http.internal.request;

import dev.latchkey.Verdict;
import dev.latchkey.core.access.Caller;
import dev.latchkey.ports.query.RateDecision;
import org.jspecify.annotations.Nullable;

/** Reads what verdicts of several outcomes have in common. */
public final class Verdicts {
    private Verdicts() {}

    /** Returns the proven caller; null when nothing was proven. */
    public static @Nullable Caller caller(Verdict verdict) {
        if (verdict instanceof Verdict.Accepted accepted) {
            return accepted.caller();
        }
        if (verdict instanceof Verdict.Limited limited) {
            return limited.caller();
        }
        return verdict instanceof Verdict.Refused refused ? refused.caller() : null;
    }

    /** Returns what a rate limit has left; null when none was asked. */
    public static @Nullable RateDecision rate(Verdict verdict) {
        if (verdict instanceof Verdict.Accepted accepted) {
            return accepted.rate();
        }
        if (verdict instanceof Verdict.Refused refused) {
            return refused.rate();
        }
        return verdict instanceof Verdict.Limited limited ? limited.rate() : null;
    }

    /** Returns the caller that is let in; null when the request must not be served. */
    public static @Nullable Caller accepted(Verdict verdict) {
        return verdict instanceof Verdict.Accepted accepted ? accepted.caller() : null;
    }
}
