package dev.latchkey;

import static dev.latchkey.World.SPEC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.internal.buffer.AccessEventBuffer;
import dev.latchkey.internal.buffer.BufferListener;
import dev.latchkey.internal.buffer.UsageBuffer;
import dev.latchkey.ports.KeyUse.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A flush writes on a thread that has nothing of the host's, such as a transaction, bound to it. */
class FlushThreadTest {
    private static final ThreadLocal<String> BOUND = new InheritableThreadLocal<>();

    @Test
    void whatIsBoundToTheCallerIsNotBoundWhereUsesAndAttemptsAreWritten() {
        List<String> seen = new ArrayList<>();
        World world = new World();
        world.store.beforeUse = () -> seen.add("use " + BOUND.get());
        world.beforeRecord = () -> seen.add("attempt " + BOUND.get());
        RawKey raw = world.issue(SPEC).rawKey();
        BOUND.set("transaction");
        try {
            world.accepted(raw);
            world.authenticate("garbage");
            world.latchkey.flush();
            assertThat(seen).containsExactly("use null", "attempt null");

            world.accepted(raw);
            world.authenticate("garbage");
            world.close();
            assertThat(seen).containsExactly("use null", "attempt null", "use null", "attempt null");
        } finally {
            BOUND.remove();
        }
    }

    @Test
    void aListenerOfAFlushMayFlush() {
        AtomicReference<Latchkey> latchkey = new AtomicReference<>();
        LatchkeyListener flushing = new LatchkeyListener() {
            @Override
            public void buffered(Buffer buffer, Fate fate, long count) {
                latchkey.get().flush();
            }
        };
        try (World world = new World(builder -> builder.listener(flushing))) {
            latchkey.set(world.latchkey);
            RawKey raw = world.issue(SPEC).rawKey();
            world.accepted(raw);
            world.authenticate("garbage");
            world.latchkey.flush();
            assertThat(world.store.uses()).hasSize(1);
            assertThat(world.recorded).hasSize(1);
        }
    }

    @Test
    void anInterruptedCallerWaitsForWhatItFlushesAndStaysInterrupted() {
        try (World world = new World()) {
            RawKey raw = world.issue(SPEC).rawKey();
            world.accepted(raw);
            Thread.currentThread().interrupt();
            world.latchkey.flush();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(world.store.uses()).hasSize(1);
        }
    }

    /** As when the caller's own transaction has locked what is to be written. */
    @Test
    void aFlushThatTakesLongerThanItsCallerWaitsGoesOn() throws Exception {
        HookedStore store = new HookedStore();
        CountDownLatch committed = new CountDownLatch(1);
        CountDownLatch written = new CountDownLatch(1);
        store.beforeUse = () -> Busy.await("the caller's transaction has ended", committed);
        BufferListener listener = new BufferListener() {
            @Override
            public void written(long entries) {
                written.countDown();
            }

            @Override
            public void kept(long entries, Throwable cause) {
                throw new AssertionError(cause);
            }

            @Override
            public void dropped(long count) {
                throw new AssertionError(count + " uses were dropped");
            }
        };
        UsageBuffer uses = new UsageBuffer(true, store, UUID.randomUUID(), listener);
        AccessEventBuffer events = new AccessEventBuffer(recorded -> {}, listener);
        ManualThreads threads = new ManualThreads();
        Clock clock = Clock.systemUTC();
        Promotions promotions = new Promotions(true, new InMemoryKeyStore(), threads, clock);
        FlushLoop loop = new FlushLoop(uses, events, promotions, threads, Duration.ofDays(1), Duration.ofMillis(1));
        uses.count(UUID.randomUUID(), null, Outcome.ACCEPTED, clock.instant());

        loop.flush();
        assertThat(written.getCount()).isEqualTo(1);
        committed.countDown();
        Busy.await("the flush has gone on", written);
        loop.stop();
        loop.close();
    }
}
