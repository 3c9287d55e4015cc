package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.ports.ChangeFeed;
import dev.latchkey.ports.query.AccessEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LatchkeyTest {
    @Test
    void aStoreAndAFormatAreNeeded() {
        assertInvalid("store", Latchkey.builder().keyFormat(World.FORMAT));
        assertInvalid("keyFormat", Latchkey.builder().store(new HookedStore()));
    }

    static LatchkeyBuilder minimal() {
        return Latchkey.builder().store(new HookedStore()).keyFormat(World.FORMAT);
    }

    static void assertInvalid(String field, LatchkeyBuilder builder) {
        assertThatThrownBy(builder::build, "building with an invalid %s", field)
                .isInstanceOfSatisfying(
                        InvalidValueException.class, e -> assertThat(e.field()).isEqualTo(field));
    }

    @Test
    void theDefaultsAreTheNarrowerAndTheSaferOnes() {
        Instant before = Instant.now().minusSeconds(1);
        try (LogWatch logs = new LogWatch();
                Latchkey latchkey = minimal().build()) {
            IssuedKey issued = latchkey.keys().issue(World.SPEC, World.ACTOR).orElseThrow();
            logs.watch(issued.rawKey().reveal());
            assertThat(issued.key().currentSecret().hash()).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
            assertThat(issued.key().currentSecret().sealedCopy()).isNull();
            assertThat(issued.key().createdAt()).isBetween(before, Instant.now());
            Authenticator authenticator = latchkey.authenticator();
            World.assertRefused(
                    authenticator.authenticate(issued.rawKey().reveal(), Requirement.RESOURCE, null),
                    Refusal.TENANT_KEY);
            World.assertRefused(
                    authenticator.authenticate("sk-of-another-shape", Requirement.ANY, null), Refusal.MALFORMED);
            latchkey.flush();
            assertThat(logs.text()).contains("dev.latchkey.audit", "TENANT_KEY", "MALFORMED");
        }
    }

    @Test
    void everyInstantHasMillisecondsWhateverTheClockHas() {
        Instant fine = Instant.parse("2030-01-01T00:00:00.123456789Z");
        try (Latchkey latchkey = minimal()
                .clock(Clock.fixed(fine, ZoneOffset.ofHours(5)))
                .argon2(World.CHEAP)
                .build()) {
            IssuedKey issued = latchkey.keys().issue(World.SPEC, World.ACTOR).orElseThrow();
            assertThat(issued.key().createdAt()).isEqualTo(Instant.parse("2030-01-01T00:00:00.123Z"));
        }
    }

    @Test
    void withARoomForNoProvenKeyEveryRequestNeedsArgon2() {
        try (World world = new World(builder -> builder.provenKeys(0))) {
            RawKey raw = world.issue(World.SPEC).rawKey();
            world.accepted(raw);
            Busy.during(world.gate, () -> {
                assertThat(world.authenticate(raw)).isEqualTo(Verdict.overloaded(World.RETRY));
            });
            world.accepted(raw);
        }
    }

    @Test
    void aValueOutOfRangeIsNamedAndSaysWhatWouldDo() {
        assertInvalid("flushEvery", minimal().flushEvery(Duration.ofNanos(999_999)));
        assertInvalid("flushEvery", minimal().flushEvery(Duration.ofSeconds(Long.MAX_VALUE)));
        assertInvalid("retryAfter", minimal().retryAfter(Duration.ofMillis(-1)));
        assertInvalid("provenKeys", minimal().provenKeys(-1));
        minimal().retryAfter(Duration.ZERO).provenKeys(0).build().close();
    }

    @Test
    void aStartThatFailsHalfWayEndsTheSubscriptionThatItHadBegun() {
        AtomicBoolean isOpen = new AtomicBoolean();
        ChangeFeed feed = listener -> {
            isOpen.set(true);
            return () -> isOpen.set(false);
        };
        LatchkeyBuilder builder = minimal()
                .recordCache(feed, 10, Duration.ofSeconds(1))
                .flusher(() -> {
                    assertThat(isOpen).isTrue();
                    throw new OutOfMemoryError("unable to create native thread");
                });
        assertThatThrownBy(builder::build).isInstanceOf(OutOfMemoryError.class);
        assertThat(isOpen).isFalse();
    }

    @Test
    void aStartThatFailsHalfWayThrowsItsOwnFailureAlsoIfWhatItHadBegunDoesNotEnd() {
        IllegalStateException ofFeed = new IllegalStateException("feed");
        OutOfMemoryError ofStart = new OutOfMemoryError("unable to create native thread");
        ScheduledThreadPoolExecutor poor = new ScheduledThreadPoolExecutor(1, work -> {
            throw ofStart;
        });
        LatchkeyBuilder builder = minimal()
                .recordCache(
                        listener -> () -> {
                            throw ofFeed;
                        },
                        10,
                        Duration.ofSeconds(1))
                .flusher(() -> poor);
        assertThatThrownBy(builder::build).isSameAs(ofStart).hasSuppressedException(ofFeed);
        assertThat(poor.isShutdown()).isTrue();
    }

    @Test
    void anInterruptedCloserWaitsForTheThreadThatFlushesAndStaysInterrupted() {
        AtomicReference<Thread> thread = new AtomicReference<>();
        CountDownLatch flushed = new CountDownLatch(1);
        ScheduledExecutorService flusher = FlushLoop.newThread();
        flusher.execute(() -> {
            thread.set(Thread.currentThread());
            flushed.countDown();
        });
        Latchkey latchkey = minimal().flusher(() -> flusher).build();
        Busy.await("the thread runs", flushed);
        Thread.currentThread().interrupt();
        latchkey.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(thread.get().isAlive()).isFalse();
    }

    @Test
    void everyStepOfClosingRunsAlsoIfAStepFailsAndTheFirstFailureIsThrown() {
        IllegalStateException ofFeed = new IllegalStateException("feed");
        AtomicReference<Thread> thread = new AtomicReference<>();
        List<AccessEvent> recorded = new CopyOnWriteArrayList<>();
        ScheduledExecutorService flusher = FlushLoop.newThread();
        flusher.execute(() -> thread.set(Thread.currentThread()));
        Latchkey latchkey = minimal()
                .recordCache(
                        listener -> () -> {
                            throw ofFeed;
                        },
                        10,
                        Duration.ofSeconds(1))
                .flusher(() -> flusher)
                .auditSink(recorded::addAll)
                .build();
        Verdict refused = latchkey.authenticator().authenticate("garbage", Requirement.ANY, null);
        assertThat(refused.outcome()).isEqualTo(Verdict.Outcome.REFUSED);
        assertThatThrownBy(latchkey::close).isSameAs(ofFeed);
        assertThat(recorded).hasSize(1);
        assertThat(flusher.isShutdown()).isTrue();
        assertThat(thread.get().isAlive()).isFalse();
    }
}
