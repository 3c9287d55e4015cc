package dev.latchkey.core.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitTest {
    private static final long MAX_MILLIS = 366L * 24 * 3600 * 1000;

    @Property(tries = 300)
    void whatIsWrittenIsReadAgain(
            @ForAll @LongRange(min = 1, max = 1_000_000_000) long burst,
            @ForAll @LongRange(min = 1, max = 1_000_000_000) long tokens,
            @ForAll @LongRange(min = 1, max = MAX_MILLIS) long millis) {
        RateLimit limit = new RateLimit(burst, tokens, Duration.ofMillis(millis));
        assertThat(RateLimit.parse(limit.toString())).isEqualTo(limit);
    }

    @Test
    void boundsAreInclusive() {
        Duration second = Duration.ofSeconds(1);
        assertThat(new RateLimit(1, 1, Duration.ofMillis(1))).hasToString("1 1/PT0.001S");
        assertThat(new RateLimit(1_000_000_000, 1_000_000_000, Duration.ofDays(366)).period())
                .isEqualTo(Duration.ofDays(366));
        assertRefused("burst", 0, 1, second);
        assertRefused("burst", 1_000_000_001, 1, second);
        assertRefused("tokens", 1, 0, second);
        assertRefused("tokens", 1, 1_000_000_001, second);
        assertRefused("period", 1, 1, Duration.ofNanos(999_999));
        assertRefused("period", 1, 1, Duration.ofDays(366).plusNanos(1));
        assertRefused("period", 1, 1, Duration.ofSeconds(-1));
    }

    @Test
    void aPeriodIsCutToMilliseconds() {
        assertThat(new RateLimit(1, 1, Duration.ofNanos(1_999_999)).period()).isEqualTo(Duration.ofMillis(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "60",
                "60 1",
                "60 1/",
                "60 1/1",
                "60  1/PT1S",
                "60 1/PT1S ",
                "-1 1/PT1S",
                "60 1/PT",
                "60 1/PT-1S",
                "60 1/P1DT",
                "60 1/PT1.5M",
                "60 1/PT0S",
                "0 1/PT1S",
                "60 99999999999/PT1S",
                "60 1/PT9999999999999999999S",
                "60 1/P9999999999999999D",
                "\u0666 1/PT1S",
                "60 1/PT1S\n"
            })
    void whatIsNoRateLimitIsRefused(String wrong) {
        assertThatThrownBy(() -> RateLimit.parse(wrong)).isInstanceOf(InvalidValueException.class);
    }

    private static void assertRefused(String field, long burst, long tokens, Duration period) {
        assertThatThrownBy(() -> new RateLimit(burst, tokens, period))
                .isInstanceOfSatisfying(
                        InvalidValueException.class, e -> assertThat(e.field()).isEqualTo(field));
    }
}
