package dev.latchkey.internal.hashing;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The places of a hashing gate and the two queues in front of them. Proofs come first. Hashes of new keys get no more
 * than half of the places, tenant by tenant in turn. If their queue is full, the tenant with the most in it gives way.
 * Safe for use by several threads.
 */
public final class HashingPlaces {
    private final int places;
    private final int placesForNew;
    private final int queueLimit;

    /** Guards everything below. */
    private final ReentrantLock lock = new ReentrantLock();

    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger runningNew = new AtomicInteger();
    private final AtomicInteger waitingNew = new AtomicInteger();
    private final Deque<Turn> proofs = new ArrayDeque<>();

    /** The tenant that has waited longest for a turn comes first. No queue is empty. */
    private final Map<String, Deque<Turn>> newKeys = new LinkedHashMap<>();

    /** The tenant that got a place for a new key last. Any other is served before it. */
    private @Nullable String servedLast;

    /**
     * Sets the bounds.
     *
     * @param places how many hashes are computed at a time
     * @param queueLimit how many callers wait in each queue
     */
    public HashingPlaces(int places, int queueLimit) {
        this.places = places;
        this.placesForNew = Math.max(1, places / 2);
        this.queueLimit = queueLimit;
    }

    /** A caller in a queue. Completed with true if it has got a place, with false if it gave way. */
    private static final class Turn extends CompletableFuture<Boolean> {}

    /**
     * Takes a place for a proof, or waits for one.
     *
     * @param waitNanos how long to wait
     * @return false if there is none in time
     */
    public boolean acquire(long waitNanos) {
        Turn turn = new Turn();
        lock.lock();
        try {
            if (isFree() && proofs.isEmpty()) {
                running.incrementAndGet();
                return true;
            }
            if (proofs.size() >= queueLimit) {
                return false;
            }
            proofs.add(turn);
        } finally {
            lock.unlock();
        }
        return await(turn, waitNanos, null);
    }

    /**
     * Takes a place for the hash of a new key, or waits for one.
     *
     * @param tenant the tenant of the key
     * @param waitNanos how long to wait
     * @return false if there is none in time
     */
    public boolean acquireForNew(String tenant, long waitNanos) {
        Turn turn = new Turn();
        lock.lock();
        try {
            if (isFreeForNew() && newKeys.isEmpty()) {
                running.incrementAndGet();
                runningNew.incrementAndGet();
                servedLast = tenant;
                return true;
            }
            if (waitingNew.get() >= queueLimit && !makeRoom(tenant)) {
                return false;
            }
            newKeys.computeIfAbsent(tenant, any -> new ArrayDeque<>()).add(turn);
            waitingNew.incrementAndGet();
        } finally {
            lock.unlock();
        }
        return await(turn, waitNanos, tenant);
    }

    /**
     * Takes a place for a hash that is not urgent.
     *
     * @return false if no place is free, or another hash waits for it
     */
    public boolean acquireIfIdle() {
        lock.lock();
        try {
            boolean idle = isFreeForNew() && newKeys.isEmpty();
            if (idle) {
                running.incrementAndGet();
                runningNew.incrementAndGet();
            }
            return idle;
        } finally {
            lock.unlock();
        }
    }

    /** Gives back the place of a proof. */
    public void release() {
        release(0);
    }

    /** Gives back the place of the hash of a new key, or of one that is not urgent. */
    public void releaseNew() {
        release(1);
    }

    /**
     * Returns how many places are taken.
     *
     * @return the number of hashes that are being computed
     */
    public int running() {
        return running.get();
    }

    /**
     * Returns how many callers wait in both queues.
     *
     * @return the number of callers
     */
    public int waiting() {
        lock.lock();
        try {
            return proofs.size() + waitingNew.get();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Tells whether a proof would be turned away now.
     *
     * @return true if no place is free and the queue of proofs is full
     */
    public boolean isFull() {
        lock.lock();
        try {
            return !isFree() && proofs.size() >= queueLimit;
        } finally {
            lock.unlock();
        }
    }

    private void release(int ofNew) {
        lock.lock();
        try {
            running.decrementAndGet();
            runningNew.addAndGet(-ofNew);
            while (isFree() && !proofs.isEmpty()) {
                running.incrementAndGet();
                proofs.remove().complete(true);
            }
            while (isFreeForNew() && !newKeys.isEmpty()) {
                running.incrementAndGet();
                runningNew.incrementAndGet();
                nextNew().complete(true);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isFree() {
        return running.get() < places;
    }

    private boolean isFreeForNew() {
        return isFree() && proofs.isEmpty() && runningNew.get() < placesForNew;
    }

    /** Removes the next turn of a tenant, which goes to the end. One that was just served waits for one other turn. */
    private Turn nextNew() {
        Map.Entry<String, Deque<Turn>> next = newKeys.entrySet().stream()
                .filter(waiting -> !waiting.getKey().equals(servedLast))
                .findFirst()
                .orElseGet(() -> newKeys.entrySet().iterator().next());
        String tenant = next.getKey();
        Deque<Turn> turns = next.getValue();
        newKeys.remove(tenant);
        Turn turn = turns.remove();
        waitingNew.decrementAndGet();
        if (!turns.isEmpty()) {
            newKeys.put(tenant, turns);
        }
        servedLast = tenant;
        return turn;
    }

    /** Lets the last turn of the longest queue give way, unless the tenant's own would then be as long. */
    private boolean makeRoom(String tenant) {
        Deque<Turn> own = newKeys.getOrDefault(tenant, new ArrayDeque<>());
        Deque<Turn> longest = newKeys.values().stream()
                .max(Comparator.comparingInt(Deque::size))
                .orElse(own);
        if (longest.size() <= own.size() + 1) {
            return false;
        }
        longest.removeLast().complete(false);
        waitingNew.decrementAndGet();
        return true;
    }

    private boolean await(Turn turn, long waitNanos, @Nullable String tenant) {
        try {
            return turn.get(Math.max(0, waitNanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return !leave(turn, tenant);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !leave(turn, tenant);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a turn is completed with a value only", e);
        }
    }

    /** Takes a turn out of its queue. Returns false if it got a place meanwhile. */
    private boolean leave(Turn turn, @Nullable String tenant) {
        lock.lock();
        try {
            if (turn.isDone()) {
                return !turn.join();
            }
            if (tenant == null) {
                proofs.remove(turn);
            } else {
                Deque<Turn> turns = newKeys.getOrDefault(tenant, new ArrayDeque<>());
                turns.remove(turn);
                waitingNew.decrementAndGet();
                if (turns.isEmpty()) {
                    newKeys.remove(tenant);
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
