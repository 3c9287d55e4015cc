package dev.latchkey.internal.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The addresses whose bucket of attempts was seen empty lately. From these, guesses at imported keys are let through
 * one at a time and only when a token is there again, so that no number of connections guesses faster than the bucket
 * refills. Safe for use by several threads.
 */
public final class SuspectedAddresses {
    /** Those that were emptied longest ago are forgotten first. */
    private static final int MAX_ADDRESSES = 10_000;

    /** How long an address is suspected at least: until a token is there again if that takes longer. */
    private static final Duration SUSPECTED = Duration.ofHours(1);

    private final Cache<String, Suspect> suspects;
    private final Clock clock;

    /**
     * Takes the time.
     *
     * @param clock tells when a token is there again
     */
    public SuspectedAddresses(Clock clock) {
        this.clock = clock;
        this.suspects = Caffeine.newBuilder()
                .maximumSize(MAX_ADDRESSES)
                .expireAfter(Expiry.<String, Suspect>writing((address, suspect) -> suspect.lasts()))
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(Runnable::run)
                .build();
    }

    /**
     * Notes that a bucket is empty.
     *
     * @param address the address, or the site that shares its bucket
     * @param wait how long until a token is there again
     */
    public void emptied(String address, Duration wait) {
        long now = clock.millis();
        suspects.asMap().compute(address, (any, known) -> new Suspect(now, wait, known != null && known.guessing()));
    }

    /**
     * Begins a guess. If this returns null, {@link #end} must follow.
     *
     * @param address the address, or the site that shares its bucket
     * @return how long to wait; null if the guess may go on
     */
    public @Nullable Duration begin(String address) {
        long now = clock.millis();
        while (true) {
            Suspect suspect = suspects.getIfPresent(address);
            Duration wait = suspect == null ? null : suspect.mustWait(now);
            boolean begun = suspect == null
                    || (wait == null && suspects.asMap().replace(address, suspect, suspect.guessing(true)));
            if (begun || wait != null) {
                return wait;
            }
            // Another request was first: look again.
        }
    }

    /**
     * Ends a guess, after what came of it was counted.
     *
     * @param address the address, or the site that shares its bucket
     */
    public void end(String address) {
        suspects.asMap().computeIfPresent(address, (any, suspect) -> suspect.guessing(false));
    }

    /**
     * What is known of an address.
     *
     * @param emptiedAt when its bucket was last seen empty, by the clock
     * @param untilNext how long it then was until the next token
     * @param guessing whether a guess is under way
     */
    private record Suspect(long emptiedAt, Duration untilNext, boolean guessing) {
        Suspect guessing(boolean now) {
            return new Suspect(emptiedAt, untilNext, now);
        }

        Duration lasts() {
            return untilNext.compareTo(SUSPECTED) > 0 ? untilNext : SUSPECTED;
        }

        @Nullable Duration mustWait(long now) {
            Duration left = untilNext.minusMillis(now - emptiedAt);
            // A clock that was set back must not hold anyone longer than the bucket does.
            if (now >= emptiedAt && !left.isNegative() && !left.isZero()) {
                return left;
            }
            return guessing ? untilNext : null;
        }
    }
}
