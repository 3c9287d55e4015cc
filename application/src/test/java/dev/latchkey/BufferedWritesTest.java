package dev.latchkey;

import static dev.latchkey.World.SPEC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.AccessEvent;
import dev.latchkey.ports.query.KeyQuery;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Uses and refused attempts are written later, put together, and not lost. */
class BufferedWritesTest {
    private static KeyUse uses(IssuedKey key, Instant last, long count) {
        return new KeyUse(key.key().id(), last, count)
                .with(key.key().currentSecret().handle());
    }

    @Test
    void usesArePutTogetherBySecretAndUtcDay() {
        try (World world = new World()) {
            IssuedKey one = world.issue(SPEC);
            IssuedKey two = world.issue(SPEC);
            world.accepted(one.rawKey());
            world.clock.advance(Duration.ofHours(1));
            world.accepted(one.rawKey());
            world.accepted(two.rawKey());
            world.clock.advance(Duration.ofHours(13));
            Instant nextDay = world.clock.instant();
            assertThat(nextDay)
                    .isAfterOrEqualTo(World.START.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS));
            world.accepted(one.rawKey());
            assertThat(world.store.uses()).isEmpty();
            world.latchkey.flush();
            Instant later = World.START.plus(Duration.ofHours(1));
            assertThat(world.store.uses())
                    .containsExactlyInAnyOrder(uses(one, later, 2), uses(two, later, 1), uses(one, nextDay, 1));
            world.latchkey.flush();
            assertThat(world.store.uses()).hasSize(3);
        }
    }

    @Test
    void aDayEndsAtMidnightUtc() {
        try (World world = new World()) {
            RawKey raw = world.issue(SPEC).rawKey();
            world.clock.advance(Duration.ofHours(14).minusMillis(1));
            world.accepted(raw);
            world.clock.advance(Duration.ofMillis(1));
            world.accepted(raw);
            world.latchkey.flush();
            assertThat(world.store.uses()).hasSize(2);
        }
    }

    @Test
    void countsAreExactUnderEightThreadsWhileOthersFlushAndTheStoreFailsNowAndThen() throws Exception {
        int rounds = 500;
        try (World world = new World()) {
            RawKey raw = world.issue(SPEC).rawKey();
            AtomicInteger calls = new AtomicInteger();
            world.store.beforeUse = () -> {
                if (calls.incrementAndGet() % 3 == 0) {
                    throw new StoreException("record use", null);
                }
            };
            Race.of(8, () -> {
                for (int i = 0; i < rounds; i++) {
                    world.accepted(raw);
                    if (i % 50 == 0) {
                        world.latchkey.flush();
                    }
                }
                return null;
            });
            world.store.beforeUse = () -> {};
            world.latchkey.flush();
            assertThat(world.store.uses().stream().mapToLong(KeyUse::count).sum())
                    .isEqualTo(8L * rounds);
        }
    }

    @Test
    void whatAFailingStoreDidNotTakeIsWrittenNextTimeBeforeWhatCameSince() {
        try (World world = new World()) {
            IssuedKey issued = world.issue(SPEC);
            world.store.beforeUse = () -> {
                throw new StoreException("record use", null);
            };
            world.beforeRecord = () -> {
                throw new StoreException("record", null);
            };
            world.accepted(issued.rawKey());
            world.authenticate(Forged.sameHandle(issued.rawKey()));
            world.latchkey.flush();
            assertThat(world.logs().text()).contains("uses of keys could not be written", "refused attempts could not");
            world.clock.advance(Duration.ofMillis(1));
            world.accepted(issued.rawKey());
            world.authenticate(Forged.sameHandle(issued.rawKey()));
            world.store.beforeUse = () -> {};
            world.beforeRecord = () -> {};
            world.latchkey.flush();
            assertThat(world.store.uses())
                    .containsExactly(uses(issued, World.START, 1), uses(issued, World.START.plusMillis(1), 1));
            assertThat(world.recorded)
                    .hasSize(2)
                    .allSatisfy(event -> assertThat(event.count()).isEqualTo(1));
        }
    }

    @Test
    void aFlushThatFailsAfterTheStoreHasTakenItCountsNoUseTwice() {
        try (World world = new World()) {
            IssuedKey issued = world.issue(SPEC);
            for (int i = 0; i < 10; i++) {
                world.accepted(issued.rawKey());
            }
            world.store.afterUse = () -> {
                throw new StoreException("record use", null);
            };
            for (int i = 0; i < 5; i++) {
                world.latchkey.flush();
                world.accepted(issued.rawKey());
            }
            world.store.afterUse = () -> {};
            world.latchkey.flush();
            world.accepted(issued.rawKey());
            world.latchkey.flush();
            assertThat(world.store.list(KeyQuery.of(issued.key().tenant(), 10)).items())
                    .singleElement()
                    .satisfies(listed -> assertThat(listed.uses()).isEqualTo(16));
        }
    }

    @Test
    void eachInstanceNumbersItsOwnBatches() {
        try (World one = new World();
                World other = new World()) {
            for (World world : List.of(one, other)) {
                RawKey raw = world.issue(SPEC).rawKey();
                world.accepted(raw);
                world.latchkey.flush();
                world.accepted(raw);
                world.latchkey.flush();
                assertThat(world.store.batches()).extracting(UseBatch::number).containsExactly(1L, 2L);
            }
            assertThat(one.store.batches().get(0).writer())
                    .isEqualTo(one.store.batches().get(1).writer())
                    .isNotEqualTo(other.store.batches().get(0).writer());
        }
    }

    @Test
    void closingWritesWhatIsBufferedAndClosingAgainDoesNothing() {
        World world = new World();
        RawKey raw = world.issue(SPEC).rawKey();
        world.accepted(raw);
        world.authenticate("garbage");
        world.latchkey.close();
        assertThat(world.store.uses()).hasSize(1);
        assertThat(world.recorded).hasSize(1);
        world.close();
        assertThat(world.store.uses()).hasSize(1);
    }

    @Test
    void closingDuringAScheduledFlushThatFailsLosesNothingAndEndsTheSchedule() throws Exception {
        ManualThreads threads = new ManualThreads();
        World world = new World(builder -> builder.flusher(() -> threads).flushEvery(Duration.ofSeconds(3)));
        RawKey raw = world.issue(SPEC).rawKey();
        world.accepted(raw);
        assertThat(threads.periodNanos(0)).isEqualTo(Duration.ofSeconds(3).toNanos());
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        world.store.beforeUse = () -> {
            world.store.beforeUse = () -> {};
            writing.countDown();
            Busy.await("the test lets the write go on", goOn);
            throw new StoreException("record use", null);
        };
        Thread scheduled = new Thread(() -> threads.run(0));
        scheduled.start();
        Busy.await("the write has begun", writing);
        world.accepted(raw);
        Thread close = new Thread(world.latchkey::close);
        close.start();
        Busy.until("closing waits for the flush", () -> close.getState() == Thread.State.TIMED_WAITING);
        goOn.countDown();
        scheduled.join();
        close.join();
        assertThat(world.store.uses().stream().mapToLong(KeyUse::count).sum()).isEqualTo(2);
        assertThat(threads.isShutdown()).isTrue();
        world.close();
    }

    @Test
    void whatIsUsedBetweenTwoIntervalsIsWrittenAtTheNext() {
        ManualThreads threads = new ManualThreads();
        try (World world = new World(builder -> builder.flusher(() -> threads))) {
            RawKey raw = world.issue(SPEC).rawKey();
            world.accepted(raw);
            world.accepted(raw);
            assertThat(world.store.uses()).isEmpty();
            threads.run(0);
            assertThat(world.store.uses()).extracting(KeyUse::count).containsExactly(2L);
            threads.run(0);
            assertThat(world.store.uses()).hasSize(1);
        }
    }

    @Test
    void closingWaitsForAFlushThatIsRunningAndLosesNothingWhenThatOneFails() throws Exception {
        World world = new World();
        RawKey raw = world.issue(SPEC).rawKey();
        world.accepted(raw);
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean first = new AtomicBoolean(true);
        world.store.beforeUse = () -> {
            if (first.getAndSet(false)) {
                writing.countDown();
                Busy.await("the test lets the write go on", goOn);
                throw new StoreException("record use", null);
            }
        };
        Thread flush = new Thread(world.latchkey::flush);
        flush.start();
        Busy.await("the write has begun", writing);
        world.accepted(raw);
        Thread close = new Thread(world.latchkey::close);
        close.start();
        Busy.until("closing waits for the flush", () -> close.getState() == Thread.State.TIMED_WAITING);
        goOn.countDown();
        flush.join();
        close.join();
        assertThat(world.store.uses().stream().mapToLong(KeyUse::count).sum()).isEqualTo(2);
        world.close();
    }

    @Test
    void whatIsBufferedIsWrittenAfterTheIntervalByItself() {
        try (World world = new World(builder -> builder.flushEvery(Duration.ofMillis(1)))) {
            RawKey raw = world.issue(SPEC).rawKey();
            world.accepted(raw);
            Busy.until("the use is written", () -> world.store.uses().size() == 1);
            world.store.beforeUse = () -> {
                world.store.beforeUse = () -> {};
                throw new StoreException("record use", null);
            };
            world.accepted(raw);
            Busy.until("the second use is written", () -> world.store.uses().size() == 2);
        }
    }

    @Test
    void closingWhileTheSchedulerFlushesLosesNothing() throws Exception {
        for (int round = 0; round < 50; round++) {
            World world = new World(builder -> builder.flushEvery(Duration.ofMillis(1)));
            RawKey raw = world.issue(SPEC).rawKey();
            Race.of(4, () -> {
                for (int i = 0; i < 50; i++) {
                    world.accepted(raw);
                }
                return null;
            });
            world.close();
            assertThat(world.store.uses().stream().mapToLong(KeyUse::count).sum())
                    .isEqualTo(200);
        }
    }

    @Test
    void theThreadIsADaemonAndEndsWithClose() {
        World world = new World();
        world.close();
        Busy.until("the flushing thread has ended", () -> flushers().isEmpty());
    }

    @Test
    void attemptsFromManyAddressesAreBoundedAndTheRestIsCountedByKindAndReason() throws Exception {
        try (World world = new World()) {
            for (int i = 0; i < 10_003; i++) {
                World.assertRefused(from("garbage", world, 10, i >> 16, i >> 8, i), Refusal.MALFORMED);
            }
            world.latchkey.flush();
            assertThat(world.recorded).hasSize(10_001);
            assertThat(world.recorded)
                    .contains(new AccessEvent(
                            World.START, AccessEvent.Kind.REFUSED, "MALFORMED", null, null, null, null, 3));
        }
    }

    @Test
    void attemptsThatProveNothingHideNoRefusalOfAProvenKey() throws Exception {
        try (World world = new World()) {
            IssuedKey stolen = world.issue(SPEC);
            world.keys()
                    .revoke("acme", stolen.key().id(), "stolen", World.ACTOR)
                    .orElseThrow();
            for (int i = 0; i < 10_003; i++) {
                from("garbage", world, 10, i >> 16, i >> 8, i);
            }
            for (int i = 0; i < 500; i++) {
                World.assertRefused(from(stolen.rawKey().reveal(), world, 11, 0, i >> 8, i), Refusal.REVOKED);
            }
            world.latchkey.flush();
            assertThat(world.recorded.stream()
                            .filter(event -> stolen.key().id().equals(event.keyId()))
                            .mapToLong(AccessEvent::count)
                            .sum())
                    .isEqualTo(500);
        }
    }

    @Test
    void addressesOfOneSiteOfIpv6AreOneEvent() throws Exception {
        try (World world = new World()) {
            IssuedKey stolen = world.issue(SPEC);
            world.keys()
                    .revoke("acme", stolen.key().id(), "stolen", World.ACTOR)
                    .orElseThrow();
            for (int i = 0; i < 300; i++) {
                for (String presented : List.of("garbage", stolen.rawKey().reveal())) {
                    from(presented, world, 0x20, 1, 0xd, 0xb8, 0, 1, 0, 2, 0, 0, 0, 0, 0, 0, i >> 8, i);
                }
            }
            from("garbage", world, 0x20, 1, 0xd, 0xb8, 0, 1, 0, 3, 0, 0, 0, 0, 0, 0, 0, 1);
            from("garbage", world, 0x20, 1, 0xd, 0xb8, 0, 1, 0, 3, 0, 0, 0, 0, 0, 0, 0, 1);
            world.latchkey.flush();
            assertThat(world.recorded)
                    .extracting(AccessEvent::reason, AccessEvent::address, AccessEvent::count)
                    .containsExactlyInAnyOrder(
                            tuple("MALFORMED", "2001:db8:1:2::/64", 300L),
                            tuple("REVOKED", "2001:db8:1:2::/64", 300L),
                            tuple("MALFORMED", "2001:db8:1:3:0:0:0:1", 2L));
        }
    }

    private static Verdict from(String presented, World world, int... address) throws UnknownHostException {
        byte[] bytes = new byte[address.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) address[i];
        }
        return world.latchkey.authenticator().authenticate(presented, Requirement.ANY, InetAddress.getByAddress(bytes));
    }

    @Test
    void whatIsUsedAfterClosingIsCountedAsDropped() {
        List<String> fates = new CopyOnWriteArrayList<>();
        LatchkeyListener listener = new LatchkeyListener() {
            @Override
            public void buffered(Buffer buffer, Fate fate, long count) {
                fates.add(buffer + " " + fate + " " + count);
            }
        };
        try (World world = new World(builder -> builder.listener(listener))) {
            RawKey raw = world.issue(SPEC).rawKey();
            world.accepted(raw);
            world.authenticate("garbage");
            world.latchkey.close();
            assertThat(fates).containsExactly("USES WRITTEN 1", "ATTEMPTS WRITTEN 1");
            fates.clear();
            world.accepted(raw);
            world.accepted(raw);
            world.authenticate("garbage");
            world.latchkey.flush();
            assertThat(fates).containsExactly("USES DROPPED 1", "USES DROPPED 1", "ATTEMPTS DROPPED 1");
            assertThat(world.store.uses()).hasSize(1);
            assertThat(world.recorded).hasSize(1);
        }
    }

    @Test
    void whatCannotBeWrittenAtTheEndIsCountedAsDropped() {
        List<LatchkeyListener.Fate> fates = new CopyOnWriteArrayList<>();
        LatchkeyListener listener = new LatchkeyListener() {
            @Override
            public void buffered(Buffer buffer, Fate fate, long count) {
                fates.add(fate);
            }
        };
        try (World world = new World(builder -> builder.listener(listener))) {
            world.accepted(world.issue(SPEC).rawKey());
            world.store.beforeUse = () -> {
                throw new StoreException("record use", null);
            };
            world.latchkey.close();
            assertThat(fates).containsExactly(LatchkeyListener.Fate.KEPT, LatchkeyListener.Fate.DROPPED);
        }
    }

    @Test
    void afterClosingNothingIsRemembered() {
        try (World world = new World(builder -> builder.recordCache(listener -> () -> {}, 100, Duration.ofHours(1)))) {
            RawKey raw = world.issue(SPEC).rawKey();
            world.accepted(raw);
            world.latchkey.close();
            for (int i = 0; i < 2; i++) {
                Busy.during(
                        world.gate,
                        () -> assertThat(world.authenticate(raw)).isEqualTo(Verdict.overloaded(World.RETRY)));
                world.store.reads.set(0);
                world.accepted(raw);
                assertThat(world.store.reads).hasValue(1);
            }
        }
    }

    @Test
    void aNodeThatMayOnlyReadRecordsNoUses() {
        try (World world = new World(builder -> builder.recordUses(false))) {
            world.store.beforeUse = () -> {
                throw new StoreException("record use", null);
            };
            world.accepted(world.issue(SPEC).rawKey());
            world.latchkey.flush();
            assertThat(world.store.uses()).isEmpty();
            assertThat(world.logs().text()).doesNotContain("uses of keys");
        }
    }

    @Test
    void aFlushThatFailsEachTimeIsLoggedOnceAMinuteWithItsCount() {
        try (World world = new World()) {
            world.accepted(world.issue(SPEC).rawKey());
            world.store.beforeUse = () -> {
                throw new StoreException("record use", null);
            };
            for (int i = 0; i < 6; i++) {
                world.latchkey.flush();
                world.clock.advance(Duration.ofSeconds(10));
            }
            assertThat(world.logs().text())
                    .containsPattern("WARN .*next flush: 1\n")
                    .doesNotContain("more since");
            world.latchkey.flush();
            assertThat(world.logs().text()).contains("next flush: 1 (5 more since the last such warning)");
        }
    }

    /** What is lost is another failure than what is written later. */
    @Test
    void usesThatAreLostAreLoggedBesideThoseThatAreKept() {
        try (World world = new World()) {
            world.accepted(world.issue(SPEC).rawKey());
            world.store.beforeUse = () -> {
                throw new StoreException("record use", null);
            };
            world.latchkey.flush();
            world.latchkey.close();
            assertThat(world.logs().text())
                    .containsPattern("WARN .*uses of keys could not be written and are kept for the next flush: 1\n")
                    .containsPattern(
                            "WARN .*uses of keys were not recorded, because the buffer was full or closed: 1\n");
        }
    }

    private static List<Thread> flushers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("latchkey-flush"))
                .filter(Thread::isAlive)
                .toList();
    }

    @Test
    void anErrorInOneFlushStopsNeitherTheOtherBufferNorLaterFlushes() {
        try (World world = new World(builder -> builder.flushEvery(Duration.ofMillis(1)))) {
            RawKey raw = world.issue(SPEC).rawKey();
            AtomicBoolean broken = new AtomicBoolean(true);
            world.store.beforeUse = () -> {
                if (broken.get()) {
                    throw new NoClassDefFoundError("com/example/Driver");
                }
            };
            world.accepted(raw);
            world.authenticate("garbage");
            Busy.until("the attempt is recorded", () -> world.recorded.size() == 1);
            broken.set(false);
            Busy.until("the use is written", () -> world.store.uses().size() == 1);
        }
    }
}
