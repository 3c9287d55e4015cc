package dev.latchkey.core;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The calls of one listener of a feed, with the threads that make them, until both end. Every change feed of Latchkey
 * closes by this class; one of yours may. Safe for use by several threads.
 *
 * <pre>{@code
 * Announcements<Listener> announcements = new Announcements<>(listener, warning);
 * announcements.thread("changes", this::run).start();    // until haveEndedWithin(0)
 * announcements.tell(told -> told.changed(keyId));
 * announcements.end(Thread::interrupt);
 * }</pre>
 *
 * @param <L> the type of the listener
 */
public final class Announcements<L> {
    /** How many seconds {@link #end} waits at most. */
    public static final int PATIENCE_SECONDS = 10;

    /** A thread that only waits for its next question to be answered has ended by then. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final L listener;
    private final RepeatedWarning late;
    private final Duration grace;
    private final Duration patience;
    private final ReentrantLock telling = new ReentrantLock();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicBoolean isReported = new AtomicBoolean();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    /**
     * Takes the listener.
     *
     * @param listener receives the announcements
     * @param late warns of a thread, or a call of the listener, that does not end in time
     */
    public Announcements(L listener, RepeatedWarning late) {
        this(listener, late, GRACE, Duration.ofSeconds(PATIENCE_SECONDS));
    }

    /** Takes other bounds, for tests. */
    Announcements(L listener, RepeatedWarning late, Duration grace, Duration patience) {
        this.listener = listener;
        this.late = late;
        this.grace = grace;
        this.patience = patience;
    }

    /**
     * Makes a daemon thread that {@link #end} waits for. The caller starts it.
     *
     * @param name the name of the thread
     * @param work what the thread does; it returns soon after {@link #haveEndedWithin} has returned true
     * @return the thread
     */
    public Thread thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        threads.add(thread);
        return thread;
    }

    /**
     * Calls the listener, after other calls have returned. Does nothing when the announcements have ended.
     *
     * @param news the call
     */
    public void tell(Consumer<L> news) {
        telling.lock();
        try {
            if (ended.getCount() > 0) {
                news.accept(listener);
            }
        } finally {
            telling.unlock();
        }
    }

    /**
     * Waits for the end.
     *
     * @param millis how long to wait, in milliseconds; with 0 the call returns immediately
     * @return true if the announcements have ended, or the calling thread was interrupted, for which there is no other
     *     reason than to end it
     */
    public boolean haveEndedWithin(long millis) {
        try {
            return ended.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    /**
     * Ends the announcements. Returns when no listener is being called and every thread has ended, after
     * {@value #PATIENCE_SECONDS} seconds at the latest: then it warns, once. An interrupt of the caller does not
     * shorten the wait, and is kept. A listener that calls this from its announcement is not waited for, because it
     * waits for this call.
     *
     * @param unblock ends what the threads wait for, such as the answer of a server. Called if they have not ended
     *     after two seconds, and only while no listener is called, so it may interrupt them
     */
    public void end(Consumer<Thread> unblock) {
        ended.countDown();
        if (telling.isHeldByCurrentThread()) {
            return;
        }
        boolean threadsEnded = ThreadEnds.await(threads, grace);
        if (!threadsEnded) {
            if (telling.tryLock()) {
                try {
                    threads.stream().filter(Thread::isAlive).forEach(unblock);
                } finally {
                    telling.unlock();
                }
            }
            threadsEnded = ThreadEnds.await(threads, patience.minus(grace));
        }
        if ((!threadsEnded || !isSilent()) && !isReported.getAndSet(true)) {
            late.log("A change feed was closed, but has not ended in time: " + whatGoesOn(), null);
        }
    }

    /** Waits for a call of the listener on a thread of the host. */
    private boolean isSilent() {
        long deadline = System.nanoTime() + patience.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    boolean isSilent = telling.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                    if (isSilent) {
                        telling.unlock();
                    }
                    return isSilent;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private String whatGoesOn() {
        String alive =
                threads.stream().filter(Thread::isAlive).map(Thread::getName).collect(Collectors.joining(", "));
        return alive.isEmpty() ? "its listener is still being called" : "alive are its threads " + alive;
    }
}
