package dev.latchkey;

import static dev.latchkey.World.ACTOR;
import static dev.latchkey.World.SPEC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.Cidr;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.Rotation;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.key.SecretStatus;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.ports.StoreException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PromotionTest {
    private final ManualThreads threads = new ManualThreads();
    private final World world = new World(builder -> builder.flusher(() -> threads));
    private final IssuedKey first = world.issue(SPEC);
    private final UUID id = first.key().id();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aPendingSecretBecomesCurrentWithItsFirstAcceptedRequest() {
        RawKey fresh = pending();
        assertThat(world.store.get(id).currentSecret().handle())
                .isEqualTo(first.rawKey().handle());
        world.accepted(first.rawKey());
        assertThat(threads.runSubmitted()).isZero();

        world.clock.advance(Duration.ofHours(2));
        world.accepted(fresh);
        world.accepted(fresh);
        assertThat(threads.runSubmitted()).isEqualTo(1);

        ApiKey key = world.store.get(id);
        assertThat(key.currentSecret().handle()).isEqualTo(fresh.handle());
        assertThat(key.rotation().firstUsedAt()).isEqualTo(world.clock.instant());
        AuditEvent event = world.store.events(id).get(2);
        assertThat(event.action()).isEqualTo(AuditAction.PROMOTED);
        assertThat(event.actor()).isEqualTo(Actor.key(id));
        world.accepted(fresh);
        assertThat(threads.runSubmitted()).isZero();

        world.clock.advance(Duration.ofDays(1).minusMillis(1));
        world.accepted(first.rawKey());
        world.clock.advance(Duration.ofMillis(1));
        world.assertRefused(first.rawKey(), Refusal.RETIRED);
        world.accepted(fresh);
    }

    @Test
    void aFlushWritesWhatWaitsForItsTurn() {
        RawKey fresh = pending();
        world.accepted(fresh);
        world.latchkey.flush();
        assertThat(world.store.get(id).currentSecret().handle()).isEqualTo(fresh.handle());
        assertThat(threads.runSubmitted()).isEqualTo(1);
        world.assertGapless(id);
        assertThat(world.store.get(id).version()).isEqualTo(3);
    }

    @Test
    void aFlushWaitsForWhatIsBeingWritten() throws Exception {
        RawKey fresh = pending();
        Thread flush = new Thread(world.latchkey::flush);
        meanwhile(() -> {
            flush.start();
            Busy.until(
                    "the flush waits",
                    () -> Thread.getAllStackTraces().keySet().stream().anyMatch(PromotionTest::isWaitingFlush));
        });
        world.accepted(fresh);
        assertThat(threads.runSubmitted()).isEqualTo(1);
        flush.join();
        assertThat(world.store.get(id).version()).isEqualTo(3);
        world.assertGapless(id);
    }

    private static boolean isWaitingFlush(Thread thread) {
        return thread.getName().equals("latchkey-flush")
                && thread.getState() == Thread.State.BLOCKED
                && Stream.of(thread.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals(Promotions.class.getName()));
    }

    @Test
    void aPendingSecretThatIsNotUsedLapses() {
        RawKey fresh = pending();
        world.clock.advance(Duration.ofDays(30));
        world.assertRefused(fresh, Refusal.RETIRED);
        world.accepted(first.rawKey());
        assertThat(threads.runSubmitted()).isZero();
        assertThat(world.store.get(id).version()).isEqualTo(2);
    }

    @Test
    void aRequestThatIsRefusedStartsNoGrace() {
        Limits office = new Limits(List.of(), List.of(Cidr.parse("10.0.0.0/8")));
        world.keys().changeLimits("acme", id, office, ACTOR).orElseThrow();
        world.keys()
                .changePermissions("acme", id, Permissions.of("messages:read"), ACTOR)
                .orElseThrow();
        RawKey fresh = pending();
        Authenticator authenticator = world.latchkey.authenticator();

        World.assertRefused(
                authenticator.authenticate(fresh.reveal(), Requirement.ANY, address("192.0.2.1")), Refusal.NETWORK);
        World.assertRefused(
                authenticator.authenticate(fresh.reveal(), Requirement.ANY.with("messages:send"), address("10.0.0.1")),
                Refusal.PERMISSION);
        world.keys().suspend("acme", id, "unpaid", ACTOR).orElseThrow();
        World.assertRefused(
                authenticator.authenticate(fresh.reveal(), Requirement.ANY, address("10.0.0.1")), Refusal.SUSPENDED);
        assertThat(threads.runSubmitted()).isZero();
    }

    @Test
    void aKeyThatATrustedPeerNamesIsNotPromoted() {
        RawKey fresh = pending();
        Verdict named = world.latchkey.authenticator().authenticateTrusted(fresh.handle(), Requirement.ANY, null);
        assertThat(named.outcome()).isEqualTo(Verdict.Outcome.ACCEPTED);
        assertThat(threads.runSubmitted()).isZero();
    }

    @Test
    void aNodeThatMayNotWriteNeverPromotes() {
        ManualThreads idle = new ManualThreads();
        try (World reading =
                new World(world.store, builder -> builder.flusher(() -> idle).recordUses(false))) {
            RawKey fresh = pending();
            reading.accepted(fresh);
            assertThat(idle.runSubmitted()).isZero();
            reading.accepted(first.rawKey());
        }
    }

    @Test
    void aPromotionThatARenameOvertakesIsDecidedAgain() {
        RawKey fresh = pending();
        meanwhile(() -> world.keys().rename("acme", id, "renamed", ACTOR).orElseThrow());
        world.accepted(fresh);
        threads.runSubmitted();
        ApiKey key = world.store.get(id);
        assertThat(key.name()).isEqualTo("renamed");
        assertThat(key.currentSecret().handle()).isEqualTo(fresh.handle());
        world.assertGapless(id);
    }

    @Test
    void aPromotionThatARevocationOvertakesIsLost() {
        RawKey fresh = pending();
        meanwhile(() -> world.keys().revoke("acme", id, "leaked", ACTOR).orElseThrow());
        world.accepted(fresh);
        threads.runSubmitted();
        assertThat(world.store.get(id).version()).isEqualTo(3);
        world.assertRefused(fresh, Refusal.REVOKED);
        world.assertRefused(first.rawKey(), Refusal.REVOKED);
    }

    @Test
    void aPromotionThatACancellationOvertakesIsLost() {
        RawKey fresh = pending();
        meanwhile(() -> world.keys()
                .rotations()
                .cancel("acme", id, fresh.handle(), false, ACTOR)
                .orElseThrow());
        world.accepted(fresh);
        threads.runSubmitted();
        assertThat(world.store.get(id).currentSecret().handle())
                .isEqualTo(first.rawKey().handle());
        world.assertRefused(fresh, Refusal.RETIRED);
        world.accepted(first.rawKey());
        world.assertGapless(id);
    }

    @Test
    void aStoreThatMayOnlyReadCostsNoRequestAndIsTriedAgainAfterAPause() {
        RawKey fresh = pending();
        int before = world.store.writes.get();
        world.store.beforeReplace = () -> {
            throw new StoreException("read only", null);
        };
        for (int i = 0; i < 3; i++) {
            world.accepted(fresh);
            threads.runSubmitted();
        }
        assertThat(world.store.writes.get()).isEqualTo(before + 1);
        world.clock.advance(Promotions.PAUSE);
        world.accepted(first.rawKey());
        world.accepted(fresh);
        threads.runSubmitted();
        assertThat(world.store.writes.get()).isEqualTo(before + 2);
        assertThat(world.logs().text()).containsOnlyOnce("WARN dev.latchkey.Promotions");

        world.store.beforeReplace = () -> {};
        world.clock.advance(Promotions.PAUSE);
        world.accepted(fresh);
        threads.runSubmitted();
        assertThat(world.store.get(id).currentSecret().handle()).isEqualTo(fresh.handle());
    }

    @Test
    void aClockThatIsSetBackMakesNoPauseLonger() {
        RawKey fresh = pending();
        world.clock.advance(Duration.ofHours(1));
        world.store.beforeReplace = () -> {
            throw new StoreException("down", null);
        };
        world.accepted(fresh);
        threads.runSubmitted();
        world.store.beforeReplace = () -> {};
        world.clock.advance(Duration.ofHours(-1));
        world.accepted(fresh);
        threads.runSubmitted();
        assertThat(world.store.get(id).currentSecret().handle()).isEqualTo(fresh.handle());
    }

    @Test
    void closingTriesAFailedPromotionOnce() {
        RawKey fresh = pending();
        world.store.beforeReplace = () -> {
            throw new StoreException("down", null);
        };
        world.accepted(fresh);
        threads.runSubmitted();
        world.store.beforeReplace = () -> {};
        world.latchkey.close();
        assertThat(world.store.get(id).currentSecret().handle()).isEqualTo(fresh.handle());
    }

    @Test
    void aRequestAfterClosingIsAcceptedAndPromotesNothing() {
        RawKey fresh = pending();
        world.latchkey.close();
        world.accepted(fresh);
        assertThat(world.store.get(id).version()).isEqualTo(2);
    }

    @Test
    void aCachedRecordOnAnotherNodePromotesNothingTwice() {
        ManualThreads others = new ManualThreads();
        try (World caching = new World(
                world.store,
                builder -> builder.flusher(() -> others).recordCache(listener -> () -> {}, 100, Duration.ofHours(1)))) {
            RawKey fresh = pending();
            caching.accepted(fresh);
            world.accepted(fresh);
            threads.runSubmitted();
            // The other node still holds the record in which the secret is pending.
            caching.accepted(fresh);
            caching.accepted(first.rawKey());
            others.runSubmitted();
            assertThat(world.store.get(id).version()).isEqualTo(3);
            caching.accepted(fresh);
            assertThat(others.runSubmitted()).isZero();
            world.assertGapless(id);
        }
    }

    @Test
    void onThreeNodesNobodyIsRefusedWhicheverSecretItSends() throws Exception {
        RawKey fresh = pending();
        List<World> nodes = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                nodes.add(new World(world.store, builder -> {}));
            }
            AtomicInteger refused = new AtomicInteger();
            AtomicInteger threadsStarted = new AtomicInteger();
            Race.of(8, () -> {
                int thread = threadsStarted.getAndIncrement();
                for (int i = 0; i < 200; i++) {
                    RawKey sent = (i + thread) % 2 == 0 ? fresh : first.rawKey();
                    Verdict verdict = nodes.get((i + thread) % 3).authenticate(sent);
                    boolean again = verdict.outcome() == Verdict.Outcome.OVERLOADED;
                    if (!again && verdict.outcome() != Verdict.Outcome.ACCEPTED) {
                        refused.incrementAndGet();
                    }
                }
                return true;
            });
            assertThat(refused).hasValue(0);
            Busy.until("the secret is promoted", () -> world.store.get(id).version() == 3);
            ApiKey key = world.store.get(id);
            assertThat(key.rotation().kind()).isEqualTo(Rotation.Kind.OVERLAP);
            assertThat(key.status(key.secrets().get(1), world.clock.instant())).isEqualTo(SecretStatus.RETIRING);
            world.assertGapless(id);
        } finally {
            for (int i = nodes.size() - 1; i >= 0; i--) {
                nodes.get(i).close();
            }
        }
        assertThat(world.store.events(id))
                .filteredOn(e -> e.action() == AuditAction.PROMOTED)
                .hasSize(1);
    }

    @Test
    void aPromotionIsWrittenOnTheThreadThatFlushes() {
        List<String> names = new ArrayList<>();
        try (World own = new World()) {
            IssuedKey issued = own.issue(SPEC);
            RawKey fresh = own.watched(own.keys().rotate("acme", issued.key().id(), RotationMode.firstUse(), ACTOR))
                    .orElseThrow()
                    .rawKey();
            own.store.beforeReplace = () -> names.add(Thread.currentThread().getName());
            own.accepted(fresh);
            Busy.until("it is written", () -> own.store.get(issued.key().id()).version() == 3);
        }
        assertThat(names).containsExactly("latchkey-flush");
    }

    /** Runs another change between the read and the write of the next one. */
    private void meanwhile(Runnable change) {
        world.store.beforeReplace = () -> {
            world.store.beforeReplace = () -> {};
            change.run();
        };
    }

    private RawKey pending() {
        return world.watched(world.keys().rotate("acme", id, RotationMode.firstUse(), ACTOR))
                .orElseThrow()
                .rawKey();
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }
}
