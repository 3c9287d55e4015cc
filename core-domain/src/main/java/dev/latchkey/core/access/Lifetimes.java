package dev.latchkey.core.access;

import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.key.Actor;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How long keys may live by a {@link KeyPolicy}.
 *
 * @param usual the time after which a new key expires that is asked for without an expiry; null for never
 * @param max the longest time from now until a key expires; null for no bound
 * @param neverExpires which sorts of actor may make keys that never expire
 * @param idle the time without use after which maintenance may suspend a key, at least 7 days; null for never
 */
public record Lifetimes(
        @Nullable Duration usual,
        @Nullable Duration max,
        Set<Actor.Kind> neverExpires,
        @Nullable Duration idle) {
    /** No bound at all. */
    public static final Lifetimes UNBOUNDED = new Lifetimes(null, null, Set.of(Actor.Kind.values()), null);

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(36_600);
    private static final Duration SHORTEST_IDLE = Duration.ofDays(7);

    /** Checks the bounds. */
    public Lifetimes {
        neverExpires = Set.copyOf(neverExpires);
        check("defaultLifetime", usual, SHORTEST, "must be one minute to 100 years");
        check("maxLifetime", max, SHORTEST, "must be one minute to 100 years");
        check("idle", idle, SHORTEST_IDLE, "must be 7 days to 100 years");
        boolean fits = usual == null || max == null || usual.compareTo(max) <= 0;
        Checks.that(fits, "defaultLifetime", "must not be longer than the maximum");
    }

    private static void check(String name, @Nullable Duration time, Duration shortest, String problem) {
        boolean fits = time == null || (time.compareTo(shortest) >= 0 && time.compareTo(LONGEST) <= 0);
        Checks.that(fits, name, problem);
    }
}
