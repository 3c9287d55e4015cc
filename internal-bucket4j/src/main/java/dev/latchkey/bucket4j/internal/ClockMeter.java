package dev.latchkey.bucket4j.internal;

import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Instant;

/**
 * The time of a clock in nanoseconds since 1970. They overflow in 2262, which differences survive.
 *
 * @param clock the clock
 */
public record ClockMeter(Clock clock) implements TimeMeter {
    private static final long NANOS = 1_000_000_000L;

    @Override
    public long currentTimeNanos() {
        Instant now = clock.instant();
        return now.getEpochSecond() * NANOS + now.getNano();
    }

    @Override
    public boolean isWallClockBased() {
        return true;
    }
}
