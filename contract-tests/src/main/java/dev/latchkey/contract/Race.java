package dev.latchkey.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Threads that start together. A thread that throws, or that does not end in time, fails the test. */
final class Race implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Bounds a chain of causes that leads back to itself. */
    private static final int LONGEST_CHAIN = 20;

    private static final String NAME = "race";

    private final long patience;
    private final Collection<Thread> started = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, NAME);
        thread.setDaemon(true);
        started.add(thread);
        return thread;
    });

    Race() {
        this(PATIENCE);
    }

    /** A race with another bound on how long it may take, for the test of this class. */
    Race(Duration patience) {
        this.patience = patience.toNanos();
    }

    /** Tells whether the caller is a thread of a race. */
    static boolean isRacing() {
        return Thread.currentThread().getName().equals(NAME);
    }

    /** Starts all together and waits for all. The first failure is thrown, with the others suppressed in it. */
    <T> List<T> run(List<Callable<T>> runners) {
        long deadline = System.nanoTime() + patience;
        CyclicBarrier start = new CyclicBarrier(runners.size());
        List<Future<T>> futures = new ArrayList<>();
        for (Callable<T> runner : runners) {
            futures.add(threads.submit(() -> {
                start.await(patience, TimeUnit.NANOSECONDS);
                return runner.call();
            }));
        }
        List<T> results = new ArrayList<>();
        AssertionError failed = null;
        for (Future<T> future : futures) {
            try {
                results.add(result(future, deadline));
            } catch (AssertionError e) {
                failed = failed == null ? e : suppressing(failed, e);
            }
        }
        if (failed != null) {
            throw failed;
        }
        return results;
    }

    private <T> T result(Future<T> future, long deadline) {
        try {
            return future.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("a racing thread failed: " + chain(e.getCause()), e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("a racing thread hangs; the threads stand at:" + stacks(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for a racing thread", e);
        }
    }

    private static AssertionError suppressing(AssertionError first, AssertionError other) {
        first.addSuppressed(other);
        return first;
    }

    /** Returns a failure with each of its causes, because many reports show nothing but the message. */
    private static String chain(@Nullable Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(LONGEST_CHAIN)
                .map(Throwable::toString)
                .collect(Collectors.joining(System.lineSeparator() + "  caused by "));
    }

    private String stacks() {
        return started.stream()
                .map(thread -> Stream.of(thread.getStackTrace())
                        .map(frame -> System.lineSeparator() + "    at " + frame)
                        .collect(Collectors.joining()))
                .collect(Collectors.joining(System.lineSeparator()));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
