package dev.latchkey.internal.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The keys and handles of changes that may still be rolled back. Each ends by itself, when the feed reports a change of
 * its key, or when its time is over. Safe for use by several threads.
 */
final class UncommittedChanges {
    private final Ticker ticker;
    private final int bound;
    private final ConcurrentMap<Object, Change> open = new ConcurrentHashMap<>();

    /** By the ticker: until when every key counts as changed, because there were more than the bound; 0 for none. */
    private final AtomicLong allUntil = new AtomicLong();

    /**
     * @param bound how many keys and handles are told apart
     */
    UncommittedChanges(Ticker ticker, int bound) {
        this.ticker = ticker;
        this.bound = bound;
    }

    /** A change, with everything whose reads depend on it. */
    private record Change(List<Object> changed, long until) {}

    /** Begins to wait for the end of the transaction that has changed a key. */
    void begin(List<Object> changed, Duration longest) {
        Change change = new Change(List.copyOf(changed), ticker.read() + longest.toNanos());
        if (isRoom()) {
            change.changed().forEach(one -> open.put(one, change));
        } else {
            // Never 0, which says that there is none.
            allUntil.set(change.until() | 1);
        }
    }

    private boolean isRoom() {
        if (open.size() >= bound && !areAllChanged()) {
            open.values().removeIf(change -> isOver(change.until()));
        }
        return open.size() < bound;
    }

    /**
     * Ends the wait for a change of a key, of which the feed has reported one.
     *
     * @param first called with the key and each handle, before reads that depend on it are trusted again
     */
    void end(UUID keyId, Consumer<Object> first) {
        Change change = open.get(keyId);
        if (change != null) {
            change.changed().forEach(first);
            change.changed().forEach(one -> open.remove(one, change));
        }
    }

    /** Tells whether a key or a handle has no change that may still be rolled back. */
    boolean isCommitted(Object read) {
        Change change = open.get(read);
        return (change == null || isOver(change.until())) && !areAllChanged();
    }

    private boolean areAllChanged() {
        long until = allUntil.get();
        return until != 0 && !isOver(until);
    }

    private boolean isOver(long until) {
        return ticker.read() - until >= 0;
    }
}
