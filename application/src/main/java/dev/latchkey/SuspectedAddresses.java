package dev.latchkey;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The addresses whose bucket of attempts was seen empty lately. From these, guesses at imported keys are let through
 * one at a time and only when a token is there again, so that no number of connections guesses faster than the bucket
 * refills. Safe for use by several threads.
 */
final class SuspectedAddresses {
    /** Those that were emptied longest ago are forgotten first. */
    private static final int MAX_ADDRESSES = 10_000;

    private static final Duration SUSPECTED = Duration.ofHours(1);

    private final Cache<String, Suspect> suspects;
    private final Clock clock;

    SuspectedAddresses(Clock clock) {
        this.clock = clock;
        this.suspects = Caffeine.newBuilder()
                .maximumSize(MAX_ADDRESSES)
                .expireAfterWrite(SUSPECTED)
                .executor(Runnable::run)
                .build();
    }

    /**
     * Notes that a bucket is empty.
     *
     * @param address the address, or the site that shares its bucket
     * @param wait how long until a token is there again
     */
    void emptied(String address, Duration wait) {
        Suspect known = suspects.getIfPresent(address);
        Suspect suspect = known == null ? new Suspect() : known;
        suspect.emptied(clock.millis(), wait);
        suspects.put(address, suspect);
    }

    /**
     * Begins a guess. If this returns null, {@link #end} must follow.
     *
     * @return how long to wait; null if the guess may go on
     */
    @Nullable Duration begin(String address) {
        Suspect suspect = suspects.getIfPresent(address);
        return suspect == null ? null : suspect.begin(clock.millis());
    }

    /** Ends a guess, after what came of it was counted. */
    void end(String address) {
        Suspect suspect = suspects.getIfPresent(address);
        if (suspect != null) {
            suspect.end();
        }
    }

    private static final class Suspect {
        private long emptiedAt;
        private Duration wait = Duration.ZERO;
        private boolean guessing;

        synchronized void emptied(long now, Duration untilNext) {
            emptiedAt = now;
            wait = untilNext;
        }

        synchronized @Nullable Duration begin(long now) {
            Duration left = wait.minusMillis(now - emptiedAt);
            // A clock that was set back must not hold anyone longer than the bucket does.
            boolean empty = now >= emptiedAt && !left.isNegative() && !left.isZero();
            if (guessing || empty) {
                return empty ? left : wait;
            }
            guessing = true;
            return null;
        }

        synchronized void end() {
            guessing = false;
        }
    }
}
