package dev.latchkey.internal;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;

/**
 * Another clock, truncated to the millisecond: every instant of the model has milliseconds. {@link Clock#tick} divides
 * each instant by any step; this class asks for what is already truncated.
 */
public final class MillisecondClock extends Clock {
    private final Clock clock;

    /**
     * Takes the clock.
     *
     * @param clock the other clock, of any precision
     */
    public MillisecondClock(Clock clock) {
        this.clock = clock;
    }

    @Override
    public long millis() {
        return clock.millis();
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(clock.millis());
    }

    @Override
    public ZoneId getZone() {
        return clock.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return new MillisecondClock(clock.withZone(zone));
    }
}
