package dev.latchkey;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A scheduler that does nothing by itself: the test runs what is scheduled, on its own thread. */
public final class ManualThreads extends AbstractExecutorService implements ScheduledExecutorService {
    private final List<Periodic> tasks = new ArrayList<>();
    private final List<Runnable> submitted = new ArrayList<>();
    private boolean isShutDown;

    /** A scheduler that has no threads. */
    public ManualThreads() {}

    /** Runs the task that was scheduled as number so and so, unless it was cancelled or everything has ended. */
    public void run(int number) {
        if (!isShutDown) {
            tasks.get(number).runAgain();
        }
    }

    public long periodNanos(int number) {
        return tasks.get(number).nanos;
    }

    public int count() {
        return tasks.size();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long delay, TimeUnit unit) {
        Periodic periodic = new Periodic(task, unit.toNanos(delay));
        tasks.add(periodic);
        return periodic;
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long first, long period, TimeUnit unit) {
        throw new AssertionError("nobody is to catch up on what was late");
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        throw new AssertionError("nothing is to be done once");
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        throw new AssertionError("nothing is to be done once");
    }

    @Override
    public void execute(Runnable task) {
        if (isShutDown) {
            throw new RejectedExecutionException("shut down");
        }
        submitted.add(task);
    }

    /** Runs what was submitted since the last call, and returns how much it was. */
    public int runSubmitted() {
        List<Runnable> all = List.copyOf(submitted);
        submitted.clear();
        all.forEach(Runnable::run);
        return all.size();
    }

    @Override
    public void shutdown() {
        isShutDown = true;
        runSubmitted();
    }

    @Override
    public List<Runnable> shutdownNow() {
        throw new AssertionError("what runs is not to be interrupted");
    }

    @Override
    public boolean isShutdown() {
        return isShutDown;
    }

    @Override
    public boolean isTerminated() {
        return isShutDown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return isShutDown;
    }

    private static final class Periodic extends FutureTask<Void> implements RunnableScheduledFuture<Void> {
        private final long nanos;

        Periodic(Runnable task, long nanos) {
            super(task, null);
            this.nanos = nanos;
        }

        void runAgain() {
            assertIsFine(runAndReset());
        }

        private void assertIsFine(boolean isFine) {
            if (!isFine && !isCancelled()) {
                throw new AssertionError("a scheduled task threw: it would never run again");
            }
        }

        @Override
        public boolean isPeriodic() {
            return true;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(nanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(nanos, other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
