package dev.latchkey.contract.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Race;
import dev.latchkey.contract.fixture.TestClock;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.ports.RateLimiter;
import dev.latchkey.ports.query.RateDecision;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Everything that a {@link RateLimiter} promises. Extend it, make a limiter on the given clock, run it. */
public abstract class RateLimiterContract {
    private static final RateLimit FIVE_THEN_ONE_A_SECOND = new RateLimit(5, 1, Duration.ofSeconds(1));

    private final TestClock clock = new TestClock();
    private RateLimiter limiter;

    /** Creates the contract, for the test of an adapter. */
    protected RateLimiterContract() {}

    /**
     * Makes the limiter under test. Called once for each test.
     *
     * @param time tells the time, which stands still but for what the tests do to it
     * @return a limiter without any bucket
     */
    protected abstract RateLimiter limiter(Clock time);

    @BeforeEach
    void open() {
        limiter = limiter(clock);
    }

    @Test
    void aNewBucketIsFull() {
        assertThat(take("a", FIVE_THEN_ONE_A_SECOND))
                .isEqualTo(new RateDecision(true, FIVE_THEN_ONE_A_SECOND, 4, Duration.ZERO, Duration.ofSeconds(1)));
    }

    @Test
    void theLastTokenIsFollowedByARefusalThatTakesNothing() {
        takeAll("a", FIVE_THEN_ONE_A_SECOND, 4);

        RateDecision last = take("a", FIVE_THEN_ONE_A_SECOND);
        assertAllowed(last);
        assertThat(last.remaining()).isZero();
        assertThat(last.retryAfter()).as("until a token is there again").isEqualTo(Duration.ofSeconds(1));
        for (int i = 0; i < 3; i++) {
            assertThat(take("a", FIVE_THEN_ONE_A_SECOND))
                    .isEqualTo(new RateDecision(
                            false, FIVE_THEN_ONE_A_SECOND, 0, Duration.ofSeconds(1), Duration.ofSeconds(5)));
        }
    }

    @Test
    void tokensComeBackEvenlyAndNeverMoreThanTheBurst() {
        takeAll("a", FIVE_THEN_ONE_A_SECOND, 5);

        clock.advance(Duration.ofMillis(999));
        assertRefused(take("a", FIVE_THEN_ONE_A_SECOND));
        assertThat(take("a", FIVE_THEN_ONE_A_SECOND).retryAfter()).isEqualTo(Duration.ofMillis(1));
        clock.advance(Duration.ofMillis(1));
        assertAllowed(take("a", FIVE_THEN_ONE_A_SECOND));
        assertRefused(take("a", FIVE_THEN_ONE_A_SECOND));
        clock.advance(Duration.ofMillis(2_500));
        takeAll("a", FIVE_THEN_ONE_A_SECOND, 2);
        assertThat(take("a", FIVE_THEN_ONE_A_SECOND).retryAfter()).isEqualTo(Duration.ofMillis(500));
        clock.advance(Duration.ofDays(1));
        takeAll("a", FIVE_THEN_ONE_A_SECOND, 5);
        assertRefused(take("a", FIVE_THEN_ONE_A_SECOND));
    }

    @Test
    void severalTokensAPeriodComeBackOneByOne() {
        RateLimit tenAMinute = new RateLimit(10, 10, Duration.ofMinutes(1));
        takeAll("a", tenAMinute, 10);

        clock.advance(Duration.ofSeconds(6));
        assertAllowed(take("a", tenAMinute));
        assertRefused(take("a", tenAMinute));
    }

    @Test
    void aQuotaOfAYearIsCountedOut() {
        RateLimit quota = new RateLimit(3, 1, Duration.ofDays(366));
        takeAll("a", quota, 3);

        clock.advance(Duration.ofDays(365));
        assertThat(take("a", quota).retryAfter()).isEqualTo(Duration.ofDays(1));
        clock.advance(Duration.ofDays(1));
        assertAllowed(take("a", quota));
    }

    @Test
    void theLargestLimitIsNoObstacle() {
        RateLimit largest = new RateLimit(1_000_000_000, 1_000_000_000, Duration.ofMillis(1));

        assertThat(take("a", largest).remaining()).isEqualTo(999_999_999);
        clock.advance(Duration.ofDays(3_660));
        assertThat(take("a", largest).remaining()).isEqualTo(999_999_999);
    }

    @Test
    void bucketsWithOtherNamesAreIndependent() {
        takeAll("a", FIVE_THEN_ONE_A_SECOND, 5);

        for (String other : List.of("b", "A", "a ", "", "%")) {
            assertThat(take(other, FIVE_THEN_ONE_A_SECOND).remaining())
                    .as("bucket '%s'", other)
                    .isEqualTo(4);
        }
        assertRefused(take("a", FIVE_THEN_ONE_A_SECOND));
    }

    @Test
    void everyLimitMustHaveATokenAndTheTightestIsTold() {
        RateLimit perSecond = new RateLimit(2, 2, Duration.ofSeconds(1));
        RateLimit perDay = new RateLimit(3, 3, Duration.ofDays(3));
        RateLimit[] both = {perSecond, perDay};

        assertThat(take("a", both).limit()).isEqualTo(perSecond);
        assertThat(take("a", both).remaining()).isZero();
        RateDecision refused = take("a", both);
        assertRefused(refused);
        assertThat(refused.limit()).isEqualTo(perSecond);
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofMillis(500));
        // What one limit refused was not taken from the other.
        clock.advance(Duration.ofSeconds(1));
        RateDecision third = take("a", both);
        assertAllowed(third);
        assertThat(third.limit()).isEqualTo(perDay);
        RateDecision fourth = take("a", both);
        assertRefused(fourth);
        assertThat(fourth.limit()).isEqualTo(perDay);
        assertThat(fourth.retryAfter()).isEqualTo(Duration.ofDays(1).minusSeconds(1));
    }

    @Test
    void changedLimitsAreTakenOver() {
        RateLimit tighter = new RateLimit(2, 1, Duration.ofSeconds(10));
        take("a", FIVE_THEN_ONE_A_SECOND);

        RateDecision decision = take("a", tighter);
        assertThat(decision.limit()).isEqualTo(tighter);
        assertThat(decision.remaining()).isLessThanOrEqualTo(1);
        take("a", tighter);
        assertRefused(take("a", tighter));
        clock.advance(Duration.ofSeconds(5));
        assertThat(take("a", tighter).allowed()).as("at the previous pace").isFalse();
        clock.advance(Duration.ofSeconds(5));
        assertAllowed(take("a", tighter));
    }

    @Test
    void moreOrFewerLimitsThanBeforeAreTakenOver() {
        RateLimit second = new RateLimit(3, 1, Duration.ofDays(1));
        take("a", FIVE_THEN_ONE_A_SECOND);

        assertThat(take("a", FIVE_THEN_ONE_A_SECOND, second).limit()).isIn(FIVE_THEN_ONE_A_SECOND, second);
        assertThat(take("a", second).limit()).isEqualTo(second);
        assertThat(take("a", second, FIVE_THEN_ONE_A_SECOND).remaining()).isLessThanOrEqualTo(2);
    }

    @Test
    void whatIsToldIsTrueAfterAClockWasSetBack() {
        for (Duration back : List.of(
                Duration.ofNanos(1),
                Duration.ofMillis(1),
                Duration.ofSeconds(30),
                Duration.ofHours(1),
                Duration.ofDays(400))) {
            String bucket = "set back " + back;
            takeAll(bucket, FIVE_THEN_ONE_A_SECOND, 5);
            clock.advance(back.negated());
            assertAllowedAsTold(bucket, FIVE_THEN_ONE_A_SECOND);

            String partly = "partly used, set back " + back;
            takeAll(partly, FIVE_THEN_ONE_A_SECOND, 3);
            clock.advance(back.negated());
            RateDecision decision = take(partly, FIVE_THEN_ONE_A_SECOND);
            assertAllowed(decision);
            clock.advance(decision.untilFull());
            takeAll(partly, FIVE_THEN_ONE_A_SECOND, 5);
            clock.advance(back.multipliedBy(2));
        }
    }

    @Test
    void whatIsToldIsTrueOnNodesWhoseClocksDiffer() {
        RateLimit quota = new RateLimit(3, 3, Duration.ofMinutes(1));
        for (Duration difference : List.of(Duration.ofMillis(10), Duration.ofSeconds(59), Duration.ofHours(1))) {
            for (RateLimit[] limits :
                    new RateLimit[][] {{FIVE_THEN_ONE_A_SECOND}, {quota}, {FIVE_THEN_ONE_A_SECOND, quota}}) {
                String bucket = difference + " " + limits.length + " " + limits[0];
                for (int round = 0; round < 3; round++) {
                    clock.advance(difference);
                    while (take(bucket, limits).allowed()) {
                        // The node whose clock is ahead empties the bucket.
                    }
                    clock.advance(difference.negated());
                    assertAllowedAsTold(bucket, limits);
                }
            }
        }
    }

    @Test
    void aClockThatIsALittleBehindMakesNoTokens() {
        takeAll("a", FIVE_THEN_ONE_A_SECOND, 5);
        for (int i = 0; i < 20; i++) {
            clock.advance(Duration.ofMillis(-100));
            assertRefused(take("a", FIVE_THEN_ONE_A_SECOND));
        }
    }

    /** Within a minute, which is what clocks may differ by, and the time that the limits need. */
    private void assertAllowedAsTold(String bucket, RateLimit... limits) {
        RateDecision told = take(bucket, limits);
        if (!told.allowed()) {
            assertThat(told.retryAfter()).isBetween(Duration.ofNanos(1), Duration.ofSeconds(81));
            clock.advance(told.retryAfter().minusNanos(1));
            assertRefused(take(bucket, limits));
            clock.advance(Duration.ofNanos(1));
            assertAllowed(take(bucket, limits));
        }
    }

    @Test
    void ofManyAtOnceNoMoreThanTheBurstAreAllowed() {
        RateLimit fifty = new RateLimit(50, 1, Duration.ofDays(1));
        try (Race race = new Race()) {
            List<Long> allowed =
                    race.run(Stream.<Callable<Long>>generate(() -> () -> Stream.generate(() -> take("a", fifty))
                                    .limit(20)
                                    .filter(RateDecision::allowed)
                                    .count())
                            .limit(8)
                            .toList());
            assertThat(allowed.stream().mapToLong(Long::longValue).sum()).isEqualTo(50);
        }
    }

    private static void assertAllowed(RateDecision decision) {
        assertThat(decision.allowed()).as("allowed by %s", decision).isTrue();
    }

    private static void assertRefused(RateDecision decision) {
        assertThat(decision.allowed()).as("allowed by %s", decision).isFalse();
    }

    private RateDecision take(String bucket, RateLimit... limits) {
        return limiter.take(bucket, List.of(limits));
    }

    private void takeAll(String bucket, RateLimit limit, int tokens) {
        for (int i = 0; i < tokens; i++) {
            assertThat(take(bucket, limit).allowed())
                    .as("token %d of %d", i + 1, tokens)
                    .isTrue();
        }
    }
}
