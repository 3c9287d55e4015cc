package dev.latchkey.architecture.bad.core;

import dev.latchkey.architecture.Breaks;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

@SuppressWarnings({"JavaUtilDate", "JavaTimeDefaultTimeZone"
}) // what other checks find is to be found by the rule as well
abstract class WallClocks {
    @Breaks("ONE_CLASS_READS_THE_WALL_CLOCK")
    Clock system() {
        return Clock.systemUTC();
    }

    @Breaks("ONE_CLASS_READS_THE_WALL_CLOCK")
    Clock ticks() {
        return Clock.tickMillis(ZoneOffset.UTC);
    }

    @Breaks("ONE_CLASS_READS_THE_WALL_CLOCK")
    InstantSource source() {
        return InstantSource.system();
    }

    @Breaks("ONE_CLASS_READS_THE_WALL_CLOCK")
    Instant now() {
        return Instant.now();
    }

    @Breaks("ONE_CLASS_READS_THE_WALL_CLOCK")
    Supplier<Instant> reference() {
        return Instant::now;
    }

    @Breaks("ONE_CLASS_READS_THE_WALL_CLOCK")
    Supplier<Object> lambda() {
        return () -> ZonedDateTime.now(ZoneOffset.UTC);
    }

    @Breaks("ONE_CLASS_READS_THE_WALL_CLOCK")
    LocalDate today() {
        return LocalDate.now();
    }

    @Breaks("ONE_CLASS_READS_THE_WALL_CLOCK")
    LongSupplier millis() {
        return System::currentTimeMillis;
    }

    @Breaks("ONE_CLASS_READS_THE_WALL_CLOCK")
    Date date() {
        return new Date();
    }

    @Breaks("ONE_CLASS_READS_THE_WALL_CLOCK")
    Calendar calendar() {
        return Calendar.getInstance();
    }

    @Breaks("ONE_CLASS_READS_THE_WALL_CLOCK")
    Calendar gregorian() {
        return new GregorianCalendar();
    }

    @Breaks("FEW_CLASSES_MEASURE_TIME")
    long nanos() {
        return System.nanoTime();
    }

    @Breaks("FEW_CLASSES_MEASURE_TIME")
    LongSupplier nanosByReference() {
        return System::nanoTime;
    }

    Instant given(Clock clock) {
        return Clock.tick(clock, Duration.ofMillis(1)).instant();
    }

    Date given(long millis) {
        return new Date(millis);
    }
}
