package dev.latchkey;

import dev.latchkey.LatchkeyListener.Buffer;
import dev.latchkey.LatchkeyListener.Event;
import dev.latchkey.LatchkeyListener.Fate;
import dev.latchkey.LatchkeyListener.Outcome;
import dev.latchkey.LatchkeyListener.Step;
import dev.latchkey.core.access.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Tells the host's listener, if there is one. Without one no time is taken. Safe for use by several threads. */
final class Probe {
    private final @Nullable LatchkeyListener listener;
    private final BoundedLog failures;

    Probe(@Nullable LatchkeyListener listener, Clock clock) {
        this.listener = listener;
        this.failures = new BoundedLog(LoggerFactory.getLogger(Probe.class), clock);
    }

    /** When something begins, for the methods that say how long it took. */
    long start() {
        return listener == null ? 0 : System.nanoTime();
    }

    void answered(Verdict verdict, long start) {
        if (listener != null) {
            Duration took = since(start);
            Refusal refusal = verdict instanceof Verdict.Refused refused ? refused.refusal() : null;
            tell(told -> told.authenticated(outcome(verdict), refusal, took));
        }
    }

    void stepped(Step step, long start) {
        stepped(step, start, start());
    }

    void stepped(Step step, long start, long end) {
        if (listener != null) {
            Duration took = Duration.ofNanos(Math.max(0, end - start));
            tell(told -> told.stepped(step, took));
        }
    }

    void happened(Event event) {
        if (listener != null) {
            tell(told -> told.happened(event));
        }
    }

    void buffered(Buffer buffer, Fate fate, long count) {
        if (listener != null) {
            tell(told -> told.buffered(buffer, fate, count));
        }
    }

    private static Duration since(long start) {
        return Duration.ofNanos(Math.max(0, System.nanoTime() - start));
    }

    private static Outcome outcome(Verdict verdict) {
        if (verdict instanceof Verdict.Accepted) {
            return Outcome.ACCEPTED;
        }
        if (verdict instanceof Verdict.Refused) {
            return Outcome.REFUSED;
        }
        if (verdict instanceof Verdict.Limited) {
            return Outcome.LIMITED;
        }
        if (verdict instanceof Verdict.TooManyAttempts) {
            return Outcome.TOO_MANY_ATTEMPTS;
        }
        return verdict instanceof Verdict.Overloaded ? Outcome.OVERLOADED : Outcome.UNAVAILABLE;
    }

    private void tell(Consumer<LatchkeyListener> what) {
        try {
            if (listener != null) {
                what.accept(listener);
            }
        } catch (RuntimeException e) {
            failures.warn("the listener failed", e);
        }
    }
}
