package dev.latchkey.adapter.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import dev.latchkey.contract.fixture.TestClock;
import dev.latchkey.contract.limits.RateLimiterContract;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.ports.RateLimiter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The limiter's contract, and what its documents are worth. */
@ExtendWith(Acting.class)
abstract class LimiterRules extends RateLimiterContract {
    private static final List<RateLimit> TEN_THEN_ONE_A_SECOND = List.of(new RateLimit(10, 1, Duration.ofSeconds(1)));

    private final TestClock clock = new TestClock();

    abstract MongoDatabase database();

    abstract MongoDatabase elsewhere();

    @Override
    protected RateLimiter limiter(Clock time) {
        return MongoRateLimiter.on(Acting.asApplication(database()), time);
    }

    @Test
    void nodesShareABucket() {
        RateLimiter here = MongoRateLimiter.on(Acting.asApplication(database()), clock);
        RateLimiter there = MongoRateLimiter.on(Acting.asApplication(elsewhere()), clock);
        here.take("a", TEN_THEN_ONE_A_SECOND);

        assertThat(there.take("a", TEN_THEN_ONE_A_SECOND).remaining()).isEqualTo(8);
    }

    @Test
    void aBucketIsRemovedAMinuteAfterItIsFullAgain() {
        MongoRateLimiter limiter = MongoRateLimiter.on(Acting.asApplication(database()), clock);
        for (int i = 0; i < 3; i++) {
            limiter.take("a", TEN_THEN_ONE_A_SECOND);
        }
        clock.advance(Duration.ofSeconds(63));
        assertThat(limiter.removeExpired(10)).isZero();
        clock.advance(Duration.ofSeconds(1));
        assertThat(limiter.removeExpired(10)).isEqualTo(1);
        assertThat(limiter.take("a", TEN_THEN_ONE_A_SECOND).remaining()).isEqualTo(9);
    }

    @Test
    void noMoreThanTheLimitIsRemovedAtOnce() {
        MongoRateLimiter limiter = MongoRateLimiter.on(Acting.asApplication(database()), clock);
        for (int i = 0; i < 5; i++) {
            limiter.take("bucket " + i, TEN_THEN_ONE_A_SECOND);
        }
        clock.advance(Duration.ofDays(1));

        assertThat(limiter.removeExpired(3)).isEqualTo(3);
        assertThat(limiter.removeExpired(3)).isEqualTo(2);
    }

    /** A billion years, which no clock here can tell. */
    @Test
    void aBucketThatIsNeverFullAgainIsNotForgotten() {
        MongoRateLimiter limiter = MongoRateLimiter.on(Acting.asApplication(database()), clock);
        List<RateLimit> slowest = List.of(new RateLimit(1_000_000_000, 1, Duration.ofDays(366)));
        for (int i = 0; i < 400; i++) {
            limiter.take("a", slowest);
        }
        clock.advance(Duration.ofDays(30));

        assertThat(limiter.removeExpired(10)).isZero();
        assertThat(limiter.take("a", slowest).remaining()).isEqualTo(1_000_000_000 - 401);
    }
}
