package dev.latchkey.internal.buffer;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A bounded buffer that merges entries of one key and writes them later. Nothing is lost without being counted. A
 * batch that could not be written is tried again, unchanged, before any other one. Safe for use by several threads;
 * adding takes no lock that all keys share.
 */
final class Coalescer<K, V> {
    private static final int BATCH = 1000;

    private final int bound;
    private final BinaryOperator<V> merge;
    private final ToLongFunction<V> requests;
    private final Consumer<List<V>> sink;
    private final BufferListener listener;
    private final ConcurrentMap<K, V> pending = new ConcurrentHashMap<>();
    private final LongAdder dropped = new LongAdder();
    private final ReentrantLock flushing = new ReentrantLock();
    /** The batch that is being written, or could not be written. Set by the thread that holds the lock. */
    private final AtomicReference<List<V>> batch = new AtomicReference<>(List.of());

    /** Whether nothing more is taken. */
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Whether no flush writes what is there, after the last one. */
    private final AtomicBoolean ended = new AtomicBoolean();

    /**
     * @param requests tells how many requests an entry stands for
     */
    Coalescer(
            int bound,
            BinaryOperator<V> merge,
            ToLongFunction<V> requests,
            Consumer<List<V>> sink,
            BufferListener listener) {
        this.listener = listener;
        this.bound = bound;
        this.merge = merge;
        this.requests = requests;
        this.sink = sink;
    }

    /** Adds an entry, or counts it as dropped if the buffer is full or closed. */
    void add(K key, V value, long count) {
        if (!addIfRoom(key, value)) {
            drop(count);
        }
    }

    /** Adds an entry. Returns false if the buffer is full or closed. */
    boolean addIfRoom(K key, V value) {
        return (pending.size() < bound || pending.containsKey(key)) && addAnyway(key, value);
    }

    /** Adds an entry of one of few keys. Returns false if the buffer is closed. */
    boolean addAnyway(K key, V value) {
        if (closed.get()) {
            return false;
        }
        merge(key, value);
        if (ended.get()) {
            // The last flush was over by then.
            drop(pending.remove(key));
        }
        return true;
    }

    /** Counts an entry as dropped, unless another thread has taken it. */
    private void drop(@Nullable V left) {
        if (left != null) {
            drop(requests.applyAsLong(left));
        }
    }

    /** Adds an entry, also if the buffer is full or closed: before a flush that writes it. */
    void merge(K key, V value) {
        pending.merge(key, value, merge);
    }

    /** Tells whether there is such an entry that was not written yet. One that is being written was not. */
    boolean has(Predicate<V> wanted) {
        return pending.values().stream().anyMatch(wanted) || batch().stream().anyMatch(wanted);
    }

    boolean isClosed() {
        return closed.get();
    }

    /** Counts requests as dropped: with the next flush, or now if there is none. */
    void drop(long count) {
        if (closed.get()) {
            listener.dropped(count);
        } else {
            dropped.add(count);
        }
    }

    /** Takes no more, and writes what was added. What cannot be written is counted as dropped. */
    void close(Runnable first) {
        closed.set(true);
        flush(first);
        ended.set(true);
        long lost = clear();
        if (lost > 0) {
            listener.dropped(lost);
        }
    }

    private long clear() {
        flushing.lock();
        try {
            List<V> left = new ArrayList<>(batch());
            batch.set(List.of());
            pending.keySet().forEach(key -> {
                V value = pending.remove(key);
                if (value != null) {
                    left.add(value);
                }
            });
            return left.stream().mapToLong(requests).sum();
        } finally {
            flushing.unlock();
        }
    }

    /** Writes everything that was added before the call. What a failing sink did not take stays for the next flush. */
    void flush() {
        flush(() -> {});
    }

    /** Runs an action that may add entries, then flushes. A concurrent flush waits for both. */
    void flush(Runnable first) {
        flushing.lock();
        try {
            first.run();
            if (!write(batch())) {
                return;
            }
            List<K> keys = new ArrayList<>(pending.keySet());
            for (int from = 0; from < keys.size(); from += BATCH) {
                if (!write(take(keys.subList(from, Math.min(from + BATCH, keys.size()))))) {
                    return;
                }
            }
        } finally {
            flushing.unlock();
            long lost = dropped.sumThenReset();
            if (lost > 0) {
                listener.dropped(lost);
            }
        }
    }

    private List<V> batch() {
        return Objects.requireNonNull(batch.get());
    }

    private List<V> take(List<K> keys) {
        List<V> values = new ArrayList<>(keys.size());
        // What leaves the one place is in the other by then.
        batch.set(keys.stream().map(pending::get).filter(Objects::nonNull).toList());
        for (K key : keys) {
            V value = pending.remove(key);
            if (value != null) {
                values.add(value);
            }
        }
        batch.set(values);
        return values;
    }

    private boolean write(List<V> values) {
        if (values.isEmpty()) {
            return true;
        }
        try {
            sink.accept(values);
        } catch (Throwable e) {
            // Errors too: thrown on, one would end the thread that flushes, and with it every later flush.
            // Not put back, because the sink may have taken a part, and recognizes only what is given again unchanged.
            listener.kept(values.size(), e);
            return false;
        }
        batch.set(List.of());
        // Outside of the attempt: what fails from here on must not write again what was written.
        listener.written(values.size());
        return true;
    }
}
