package dev.latchkey.internal.buffer;

import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.KeyUse.Outcome;
import dev.latchkey.ports.UseBatch;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A buffer of requests with proven keys: one write per secret, outcome and flush, however many there are. After a
 * thread's first use of a secret since the last flush, another one allocates nothing and takes no lock, unless very
 * many are counted concurrently. Safe for use by several threads.
 */
public final class UsageBuffer {
    private static final int BOUND = 100_000;
    private static final long DAY_MILLIS = 86_400_000;

    /**
     * Four times as many as processors, to the next power of two, so that two threads which count at the same time
     * seldom have the same.
     */
    private static final int STRIPES =
            Integer.highestOneBit(8 * Runtime.getRuntime().availableProcessors() - 1);

    private final boolean recording;
    private final KeyStore store;
    private final Coalescer<Day, KeyUse> uses;

    /**
     * By thread, because a number that two processors write in turns moves from one to the other each time. Then by the
     * handle of the secret, which no other key has; by the id of the key for uses that name no secret.
     */
    private final List<ConcurrentMap<Object, Tally>> tallies = Stream.<ConcurrentMap<Object, Tally>>generate(
                    ConcurrentHashMap::new)
            .limit(STRIPES)
            .toList();

    private final AtomicInteger tallied = new AtomicInteger();

    private final UUID writer;

    /** The number of the last batch that was written. Set by the thread that flushes. */
    private final AtomicLong written = new AtomicLong();

    /**
     * Takes where uses are written.
     *
     * @param recording whether uses are counted at all
     * @param store the store
     * @param writer the id of this buffer, which no other has
     * @param listener receives what became of buffered uses
     */
    public UsageBuffer(boolean recording, KeyStore store, UUID writer, BufferListener listener) {
        this.recording = recording;
        this.store = store;
        this.writer = writer;
        this.uses = new Coalescer<>(BOUND, KeyUse::plus, KeyUse::count, this::write, listener);
    }

    /** A batch that could not be written comes again before any other one, and has its number again. */
    private void write(List<KeyUse> batch) {
        store.recordUse(new UseBatch(writer, written.get() + 1, batch));
        written.incrementAndGet();
    }

    /**
     * Counts a request with a proven key.
     *
     * @param keyId the key
     * @param handle the handle of the secret that was proven; null if the request only named the key
     * @param outcome what became of the request
     * @param now the instant of the request
     */
    public void count(UUID keyId, @Nullable String handle, Outcome outcome, Instant now) {
        if (!recording) {
            return;
        }
        if (uses.isClosed()) {
            uses.drop(1);
        } else if (outcome == Outcome.ACCEPTED) {
            used(keyId, handle, now);
        } else {
            long day = now.toEpochMilli() / DAY_MILLIS;
            uses.add(new Day(keyId, outcome, day), new KeyUse(keyId, outcome, now, 1), 1);
        }
    }

    private void used(UUID keyId, @Nullable String handle, Instant now) {
        Object secret = handle == null ? keyId : handle;
        long millis = now.toEpochMilli();
        ConcurrentMap<Object, Tally> own =
                tallies.get((int) Thread.currentThread().getId() & (STRIPES - 1));
        Tally tally = own.get(secret);
        if (tally != null && tally.add(millis)) {
            return;
        }
        long day = millis / DAY_MILLIS;
        uses.add(new Day(secret, Outcome.ACCEPTED, day), new KeyUse(keyId, now, 1).with(handle), 1);
        if (tally == null && tallied.get() < BOUND && own.putIfAbsent(secret, new Tally(keyId, handle, day)) == null) {
            tallied.incrementAndGet();
        }
    }

    /**
     * Tells whether a request with a secret was accepted and is not written yet.
     *
     * @param handle the handle of the secret
     * @return whether there is one, also while it is being written
     */
    public boolean hasAccepted(String handle) {
        return tallies.stream().anyMatch(stripe -> stripe.containsKey(handle))
                || uses.has(use -> handle.equals(use.handle()) && use.outcome() == Outcome.ACCEPTED);
    }

    /** Writes everything that was counted before the call. What cannot be written is kept for the next flush. */
    public void flush() {
        uses.flush(() -> tallies.forEach(this::close));
    }

    /** Takes no more, and writes what was counted. Later uses are reported as dropped. */
    public void close() {
        uses.close(() -> tallies.forEach(this::close));
    }

    private void close(ConcurrentMap<Object, Tally> stripe) {
        stripe.forEach((secret, tally) -> {
            long closed = tally.close();
            if (closed > 0) {
                Instant last = Instant.ofEpochMilli(tally.day * DAY_MILLIS + (closed >>> Tally.COUNT_BITS));
                KeyUse all = new KeyUse(tally.keyId, last, closed & Tally.MAX_COUNT).with(tally.handle);
                uses.merge(new Day(secret, Outcome.ACCEPTED, tally.day), all);
            }
            // Last, so that a use which leaves the one place is in the other by then.
            if (stripe.remove(secret, tally)) {
                tallied.decrementAndGet();
            }
        });
    }

    /** What is merged: requests with one secret, or those with one key that name none. */
    private record Day(Object secret, Outcome outcome, long day) {}

    /**
     * The uses of one secret within one day, in one number that changes by compare-and-set: the millisecond of the day
     * of the last, then how many.
     */
    private static final class Tally {
        private static final int COUNT_BITS = 36;
        private static final long MAX_COUNT = (1L << COUNT_BITS) - 1;
        private static final long CLOSED = -1;

        private final UUID keyId;
        private final @Nullable String handle;
        private final long day;
        private final AtomicLong lastAndCount = new AtomicLong();

        Tally(UUID keyId, @Nullable String handle, long day) {
            this.keyId = keyId;
            this.handle = handle;
            this.day = day;
        }

        /** False when it is not to be counted here: of another day, or after the end. */
        boolean add(long millis) {
            long ofDay = millis - day * DAY_MILLIS;
            if (ofDay < 0 || ofDay >= DAY_MILLIS) {
                return false;
            }
            while (true) {
                long before = lastAndCount.get();
                long count = before & MAX_COUNT;
                if (before == CLOSED || count == MAX_COUNT) {
                    return false;
                }
                long last = Math.max(before >>> COUNT_BITS, ofDay);
                if (lastAndCount.compareAndSet(before, last << COUNT_BITS | count + 1)) {
                    return true;
                }
            }
        }

        long close() {
            return lastAndCount.getAndSet(CLOSED);
        }
    }
}
