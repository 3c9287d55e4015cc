package dev.latchkey.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Entries are numbers of requests: each request is written, or counted as dropped, whenever the buffer is closed. */
class CoalescerTest {
    private final List<Long> written = new ArrayList<>();
    private final List<Long> dropped = new ArrayList<>();
    private boolean failing;
    private final Coalescer<Object, Long> buffer = new Coalescer<>(
            100,
            Long::sum,
            count -> count,
            batch -> {
                if (failing) {
                    throw new IllegalStateException("unreachable");
                }
                written.addAll(batch);
            },
            new BufferListener() {
                @Override
                public void written(long count) {}

                @Override
                public void kept(long count, Throwable cause) {}

                @Override
                public void dropped(long count) {
                    dropped.add(count);
                }
            });

    /** A key that stops the thread which adds to it, when that has seen that the buffer is open. */
    private static final class Slow {
        private final CountDownLatch seen = new CountDownLatch(1);
        private final CountDownLatch go = new CountDownLatch(1);
        private volatile Thread stopped;

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            if (Thread.currentThread() == stopped) {
                seen.countDown();
                await(go);
            }
            return 1;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(30_000);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void whatIsAddedDuringTheLastFlushTakesNothingElseAway() {
        Slow key = new Slow();
        Thread adding = new Thread(() -> buffer.add(key, 1L, 1));
        key.stopped = adding;
        adding.start();
        await(key.seen);
        buffer.close(() -> {
            buffer.merge(key, 500L);
            key.go.countDown();
            join(adding);
        });

        assertThat(written).containsExactly(501L);
        assertThat(dropped).isEmpty();
    }

    @Test
    void whatIsAddedAfterTheLastFlushIsDropped() {
        Slow key = new Slow();
        Thread adding = new Thread(() -> buffer.add(key, 3L, 3));
        key.stopped = adding;
        adding.start();
        await(key.seen);
        buffer.close(() -> {});
        key.go.countDown();
        join(adding);

        assertThat(written).isEmpty();
        assertThat(dropped).containsExactly(3L);
        assertThat(buffer.has(any -> true)).isFalse();
    }

    @Test
    void eachRequestOfAnEntryThatCannotBeWrittenIsCounted() {
        failing = true;
        buffer.add("one", 500L, 500);
        buffer.flush();
        buffer.add("other", 7L, 7);
        buffer.close(() -> {});

        assertThat(dropped).containsExactly(507L);
    }
}
