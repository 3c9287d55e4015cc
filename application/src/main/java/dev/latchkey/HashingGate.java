package dev.latchkey;

import dev.latchkey.core.hashing.Argon2Parameters;
import dev.latchkey.core.hashing.HashingException;
import dev.latchkey.core.internal.Checks;
import dev.latchkey.internal.hashing.HashingPlaces;
import dev.latchkey.internal.hashing.HashingThreads;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A gate that keeps slow hashing from taking the machine: bounded concurrency, a bounded queue with a time limit, and
 * one computation for any number of simultaneous callers that ask the same question.
 *
 * <p>Computations run on daemon threads of the gate, as many as its concurrency, which are kept until {@link #close()}.
 * So the memory that Argon2 leaves resident is bounded by concurrency times {@link Argon2Parameters#memoryKib()}: the C
 * library keeps freed memory for the threads that had it. Instances of {@link Latchkey} in one process add up, unless
 * they share a gate. Virtual threads wait here without holding a carrier. An exception of a computation reaches every
 * caller that waited for it. Safe for use by several threads.
 */
public final class HashingGate implements AutoCloseable {
    private static final long LOOK_MILLIS = 30_000;
    private static final int PART_OF_HEAP = 4;
    private static final int QUEUE_LIMIT = 256;
    private static final Duration MAX_WAIT = Duration.ofSeconds(5);

    private final HashingPlaces places;
    private final HashingThreads threads;
    private final long maxWaitNanos;
    private final ConcurrentMap<Object, CompletableFuture<Optional<Object>>> shared = new ConcurrentHashMap<>();

    /**
     * Sets the bounds.
     *
     * @param concurrency computations at a time, at least 1
     * @param queueLimit different proofs that may wait for a place, 0 for none; as many hashes of new keys may wait
     * @param maxWait how long one caller waits at most, from zero to one minute
     * @throws dev.latchkey.core.InvalidValueException if a bound is out of range
     */
    public HashingGate(int concurrency, int queueLimit, Duration maxWait) {
        Checks.that(concurrency >= 1, "concurrency", "must be at least 1");
        Checks.that(queueLimit >= 0, "queueLimit", "must not be negative");
        boolean wait = !maxWait.isNegative() && maxWait.compareTo(Duration.ofMinutes(1)) <= 0;
        Checks.that(wait, "maxWait", "must be zero to one minute");
        this.places = new HashingPlaces(concurrency, queueLimit);
        this.threads = new HashingThreads(concurrency, LOOK_MILLIS);
        this.maxWaitNanos = maxWait.toNanos();
    }

    /**
     * Returns a gate that fits this machine: as many computations at a time as processors, but no more than a quarter
     * of the maximum heap would hold, because they take as much memory beside it. 256 computations may wait, for 5
     * seconds at most.
     *
     * @param cost the cost of one computation
     * @return a new gate
     */
    public static HashingGate forThisMachine(Argon2Parameters cost) {
        Runtime machine = Runtime.getRuntime();
        return fitting(machine.availableProcessors(), machine.maxMemory(), cost);
    }

    static HashingGate fitting(int processors, long heapBytes, Argon2Parameters cost) {
        long fit = heapBytes / PART_OF_HEAP / (cost.memoryKib() * 1024L);
        return new HashingGate((int) Math.max(1, Math.min(processors, fit)), QUEUE_LIMIT, MAX_WAIT);
    }

    /**
     * Computes an answer, or waits for a caller that is computing it. The first caller owns the computation, the others
     * follow.
     *
     * @param question identifies the computation: equal questions at the same time are computed once, and all callers
     *     get that one result
     * @param computation the slow work
     * @param <T> its result; equal questions have results of one type
     * @return the result; empty if no place came free within the limits or the thread was interrupted
     */
    public <T> Optional<T> run(Object question, Supplier<T> computation) {
        long deadline = System.nanoTime() + maxWaitNanos;
        while (true) {
            CompletableFuture<Optional<Object>> mine = new CompletableFuture<>();
            CompletableFuture<Optional<Object>> theirs = shared.putIfAbsent(question, mine);
            if (theirs == null) {
                return own(question, mine, computation, deadline);
            }
            Followed<T> followed = follow(theirs, deadline);
            if (!followed.ownerGaveUp()) {
                return followed.result();
            }
            // The owner ran out of its time, which began before ours: take its place.
        }
    }

    /**
     * Computes if a place is free now.
     *
     * @param computation the slow work
     * @param <T> its result
     * @return the result; empty if every place is taken
     */
    public <T> Optional<T> runIfIdle(Supplier<T> computation) {
        return places.acquireIfIdle() ? computeNew(computation) : Optional.empty();
    }

    /**
     * Computes the hash of a new key. Such computations get no more than half of the places, but at least one, and wait
     * for all proofs. Tenants take turns, and one that was just served comes after the others. However many new keys
     * a tenant has, one other tenant waits for the hash that runs and for no more.
     *
     * @param tenant the tenant of the key
     * @param computation the slow work
     * @param <T> its result
     * @return the result; empty if no place came free within the limits or the thread was interrupted
     */
    public <T> Optional<T> runForNewKey(String tenant, Supplier<T> computation) {
        return places.acquireForNew(tenant, maxWaitNanos) ? computeNew(computation) : Optional.empty();
    }

    private <T> Optional<T> computeNew(Supplier<T> computation) {
        try {
            return Optional.of(compute(computation));
        } finally {
            places.releaseNew();
        }
    }

    /**
     * Returns how many computations run now.
     *
     * @return zero to the concurrency, for a gauge
     */
    public int running() {
        return places.running();
    }

    /**
     * Returns how many callers wait now for a place, without those that wait for another caller's result.
     *
     * @return not negative, for a gauge
     */
    public int waiting() {
        return places.waiting();
    }

    /**
     * Tells whether every place is taken and as many proofs wait as may.
     *
     * @return true if a proof would be turned away now
     */
    public boolean isFull() {
        return places.isFull();
    }

    /**
     * Ends the threads of the gate. What is computed later runs on the thread of its caller. A gate that was made by
     * {@link LatchkeyBuilder#build} is closed with its {@link Latchkey}.
     */
    @Override
    public void close() {
        threads.close();
    }

    private <T> Optional<T> own(
            Object question, CompletableFuture<Optional<Object>> mine, Supplier<T> computation, long deadline) {
        try {
            if (!places.acquire(deadline - System.nanoTime())) {
                // Removed before it completes, so that the next owner does not find its place still taken.
                shared.remove(question, mine);
                mine.complete(Optional.empty());
                return Optional.empty();
            }
            try {
                T result = compute(computation);
                mine.complete(Optional.of(result));
                return Optional.of(result);
            } finally {
                places.release();
            }
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            shared.remove(question, mine);
        }
    }

    /** Waits to the end, interrupted or not: all followers need the result. */
    private <T> T compute(Supplier<T> computation) {
        FutureTask<T> task = new FutureTask<>(computation::get);
        threads.execute(task);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error failed) {
                throw failed;
            }
            // A supplier throws nothing else.
            throw (RuntimeException) e.getCause();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static <T> Followed<T> follow(CompletableFuture<Optional<Object>> theirs, long deadline) {
        try {
            Optional<Object> result = theirs.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            boolean timeLeft = deadline - System.nanoTime() > 0;
            @SuppressWarnings("unchecked") // equal questions have results of one type
            Optional<T> typed = (Optional<T>) result;
            return new Followed<>(typed, result.isEmpty() && timeLeft);
        } catch (TimeoutException e) {
            return new Followed<>(Optional.empty(), false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Followed<>(Optional.empty(), false);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HashingException failed) {
                throw new HashingException(String.valueOf(failed.getMessage()), failed);
            }
            throw new HashingException("the computation that this caller waited for failed", e.getCause());
        }
    }

    private record Followed<T>(Optional<T> result, boolean ownerGaveUp) {}
}
