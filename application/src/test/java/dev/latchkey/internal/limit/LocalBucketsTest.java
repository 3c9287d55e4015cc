package dev.latchkey.internal.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.TestClock;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.ports.query.RateDecision;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalBucketsTest {
    private static final RateLimit FIVE_THEN_ONE_A_SECOND = RateLimit.parse("5 1/PT1S");

    private final TestClock clock = new TestClock();
    private final LocalBuckets buckets = new LocalBuckets(clock);

    @Test
    void whatIsToldIsTrueAfterAClockWasSetBackOrForward() {
        for (Duration by : List.of(
                Duration.ofMillis(-1),
                Duration.ofHours(-1),
                Duration.ofDays(-400),
                Duration.ZERO,
                Duration.ofDays(400))) {
            while (take().allowed()) {
                // Until it is empty.
            }
            clock.advance(by);
            RateDecision told = take();
            assertThat(told.retryAfter()).isLessThanOrEqualTo(Duration.ofSeconds(1));
            clock.advance(told.retryAfter());
            assertThat(take().allowed()).as("a second after %s", by).isTrue();
        }
    }

    @Test
    void settingTheClockBackMakesNoTokens() {
        while (take().allowed()) {
            // Until it is empty.
        }
        for (int i = 0; i < 20; i++) {
            clock.advance(Duration.ofMillis(-100));
            assertThat(take().allowed()).isFalse();
        }
    }

    @Test
    void askingAllTheTimeDelaysNoToken() {
        while (take().allowed()) {
            // Until it is empty.
        }
        int allowed = 0;
        for (int i = 0; i < 20_001; i++) {
            clock.advance(Duration.ofNanos(100_000));
            allowed += take().allowed() ? 1 : 0;
        }
        assertThat(allowed).isEqualTo(2);
    }

    @Test
    void whoTakesTheLastTokenIsToldWhenTheNextIsThere() {
        for (int i = 0; i < 4; i++) {
            assertThat(take().retryAfter()).isZero();
        }
        RateDecision last = take();
        assertThat(last.allowed()).isTrue();
        assertThat(last.retryAfter()).isEqualTo(Duration.ofSeconds(1));
    }

    private RateDecision take() {
        return buckets.take("ada", List.of(FIVE_THEN_ONE_A_SECOND));
    }
}
