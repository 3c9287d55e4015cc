package dev.latchkey;

import dev.latchkey.LatchkeyListener.Buffer;
import dev.latchkey.LatchkeyListener.Event;
import dev.latchkey.LatchkeyListener.Fate;
import dev.latchkey.LatchkeyListener.Step;
import dev.latchkey.Verdict.Outcome;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.internal.RateLimitedLogger;
import dev.latchkey.internal.buffer.BufferListener;
import dev.latchkey.internal.cache.CacheEvents;
import dev.latchkey.internal.proof.ProofTimer;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The notifier of the host's listener. Without a listener it does nothing and takes no time. What a listener throws is
 * logged. Safe for use by several threads.
 */
final class ListenerNotifier {
    private final @Nullable LatchkeyListener listener;
    private final Clock clock;
    private final RateLimitedLogger failures;

    ListenerNotifier(@Nullable LatchkeyListener listener, Clock clock) {
        this.listener = listener;
        this.clock = clock;
        this.failures = new RateLimitedLogger(ListenerNotifier.class, clock);
    }

    /** Returns the start of something that is reported with its duration. */
    long start() {
        return listener == null ? 0 : System.nanoTime();
    }

    void answered(Verdict verdict, long start) {
        if (listener != null) {
            Duration took = between(start, System.nanoTime());
            Refusal refusal = verdict.outcome() == Outcome.REFUSED ? verdict.refusal() : null;
            tell(told -> told.authenticated(verdict.outcome(), refusal, took));
        }
    }

    void stepped(Step step, long start) {
        stepped(step, start, start());
    }

    private void stepped(Step step, long start, long end) {
        if (listener != null) {
            Duration took = between(start, end);
            tell(told -> told.stepped(step, took));
        }
    }

    void happened(Event event) {
        if (listener != null) {
            tell(told -> told.happened(event));
        }
    }

    /** Returns the receiver of the times of proofs. */
    ProofTimer proofs() {
        return new ProofTimer() {
            @Override
            public long now() {
                return start();
            }

            @Override
            public void cached(long start) {
                stepped(Step.PROOF_REMEMBERED, start);
            }

            @Override
            public void screened(long start) {
                stepped(Step.PROOF_SCREENED, start);
            }

            @Override
            public void waited(long start, long end) {
                stepped(Step.GATE_WAIT, start, end);
            }

            @Override
            public void verified(long start, long end) {
                stepped(Step.ARGON2, start, end);
            }
        };
    }

    /** Returns the receiver of the events of the record cache. */
    CacheEvents cache() {
        return new CacheEvents() {
            @Override
            public void hit() {
                happened(Event.CACHE_HIT);
            }

            @Override
            public void missed() {
                happened(Event.CACHE_MISS);
            }

            @Override
            public void interrupted() {
                happened(Event.FEED_INTERRUPTED);
            }

            @Override
            public void resumed() {
                happened(Event.FEED_RESUMED);
            }
        };
    }

    /** Returns the receiver of what becomes of one buffer's entries. */
    BufferListener buffer(Buffer buffer) {
        String name = buffer == Buffer.USES ? "uses of keys" : "refused attempts";
        RateLimitedLogger unwritten = new RateLimitedLogger(ListenerNotifier.class, clock);
        RateLimitedLogger lost = new RateLimitedLogger(ListenerNotifier.class, clock);
        return new BufferListener() {
            @Override
            public void written(long count) {
                buffered(buffer, Fate.WRITTEN, count);
            }

            @Override
            public void kept(long count, Throwable cause) {
                buffered(buffer, Fate.KEPT, count);
                unwritten.warn(name + " could not be written and are kept for the next flush: " + count, cause);
            }

            @Override
            public void dropped(long count) {
                buffered(buffer, Fate.DROPPED, count);
                lost.warn(name + " were not recorded, because the buffer was full or closed: " + count, null);
            }
        };
    }

    private void buffered(Buffer buffer, Fate fate, long count) {
        if (listener != null) {
            tell(told -> told.buffered(buffer, fate, count));
        }
    }

    private static Duration between(long start, long end) {
        return Duration.ofNanos(Math.max(0, end - start));
    }

    private void tell(Consumer<LatchkeyListener> what) {
        try {
            if (listener != null) {
                what.accept(listener);
            }
        } catch (Throwable e) {
            // Errors too: thrown on, one would break a request, or end the thread that flushes.
            failures.warn("the LatchkeyListener failed", e);
        }
    }
}
