package dev.latchkey.adapter.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.TestClock;
import dev.latchkey.contract.limits.RateLimiterContract;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.ports.RateLimiter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class InMemoryRateLimiterTest extends RateLimiterContract {
    private static final List<RateLimit> TEN_IN_TEN_SECONDS = List.of(new RateLimit(10, 1, Duration.ofSeconds(1)));

    private final TestClock clock = new TestClock();
    private final InMemoryRateLimiter limiter = new InMemoryRateLimiter(clock);

    @Override
    protected RateLimiter limiter(Clock time) {
        return new InMemoryRateLimiter(time);
    }

    @Test
    void aBucketIsForgottenOnceItIsFullAgainAndNotBefore() {
        for (int i = 0; i < 3; i++) {
            limiter.take("a", TEN_IN_TEN_SECONDS);
        }
        clock.advance(Duration.ofMillis(2_999));
        assertThat(limiter.size()).isEqualTo(1);
        // Caffeine sweeps once a second or so.
        clock.advance(Duration.ofSeconds(3));
        assertThat(limiter.size()).isZero();
        assertThat(limiter.take("a", TEN_IN_TEN_SECONDS).remaining()).isEqualTo(9);
    }

    @Test
    void aRefusedBucketIsKeptUntilItIsFull() {
        for (int i = 0; i < 20; i++) {
            limiter.take("a", TEN_IN_TEN_SECONDS);
        }
        clock.advance(Duration.ofSeconds(9));
        assertThat(limiter.size()).isEqualTo(1);
        assertThat(limiter.take("a", TEN_IN_TEN_SECONDS).remaining()).isEqualTo(8);
    }

    @Test
    void noMoreThanAHundredThousandBucketsAreKept() {
        for (int i = 0; i < 110_000; i++) {
            limiter.take("bucket " + i, TEN_IN_TEN_SECONDS);
        }
        assertThat(limiter.size()).isLessThanOrEqualTo(100_000);
    }

    @Test
    void partsOfATokenCountWhenTheTimeUntilFullIsTold() {
        limiter.take("a", TEN_IN_TEN_SECONDS);
        limiter.take("a", TEN_IN_TEN_SECONDS);
        clock.advance(Duration.ofMillis(300));

        assertThat(limiter.take("a", TEN_IN_TEN_SECONDS).untilFull()).isEqualTo(Duration.ofMillis(2_700));
    }

    @Test
    void aClockThatIsSetBackBringsNoTokens() {
        for (int i = 0; i < 10; i++) {
            limiter.take("a", TEN_IN_TEN_SECONDS);
        }
        clock.advance(Duration.ofHours(-1));
        assertThat(limiter.take("a", TEN_IN_TEN_SECONDS).allowed()).isFalse();
        clock.advance(Duration.ofHours(1).plusSeconds(1));
        assertThat(limiter.take("a", TEN_IN_TEN_SECONDS).allowed()).isTrue();
    }
}
