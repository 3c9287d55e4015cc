package dev.latchkey;

import dev.latchkey.LatchkeyListener.Buffer;
import dev.latchkey.LatchkeyListener.Event;
import dev.latchkey.LatchkeyListener.Fate;
import dev.latchkey.LatchkeyListener.Step;
import dev.latchkey.Verdict.Outcome;
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
            Refusal refusal = verdict.outcome() == Outcome.REFUSED ? verdict.refusal() : null;
            tell(told -> told.authenticated(verdict.outcome(), refusal, took));
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
