package dev.latchkey.core;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A warning of a failure that may repeat without end. It is logged once a minute, with how many there were since the
 * last one. The others are logged at debug. Each kind of failure has an instance of its own. Safe for use by several
 * threads.
 *
 * <pre>{@code
 * private final RepeatedWarning broken = new RepeatedWarning(LOG::warn, LOG::debug);
 * }</pre>
 */
public final class RepeatedWarning {
    private static final long INTERVAL_MILLIS = 60_000;

    private final BiConsumer<String, @Nullable Throwable> warn;
    private final BiConsumer<String, @Nullable Throwable> debug;
    private final LongSupplier millis;
    private final AtomicLong loggedAt = new AtomicLong(Long.MIN_VALUE);
    private final AtomicLong silent = new AtomicLong();

    /**
     * Takes where warnings go.
     *
     * @param warn logs a message and its cause as a warning
     * @param debug logs a message and its cause at debug
     */
    public RepeatedWarning(
            BiConsumer<String, @Nullable Throwable> warn, BiConsumer<String, @Nullable Throwable> debug) {
        this(warn, debug, () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
    }

    /**
     * Takes where warnings go, and the time.
     *
     * @param warn logs a message and its cause as a warning
     * @param debug logs a message and its cause at debug
     * @param millis tells how many milliseconds have passed since an instant of its choice
     */
    public RepeatedWarning(
            BiConsumer<String, @Nullable Throwable> warn,
            BiConsumer<String, @Nullable Throwable> debug,
            LongSupplier millis) {
        this.warn = warn;
        this.debug = debug;
        this.millis = millis;
    }

    /**
     * Logs a failure.
     *
     * @param message what failed, without any secret
     * @param cause the failure; null if there is none
     */
    public void log(String message, @Nullable Throwable cause) {
        long now = millis.getAsLong();
        long last = loggedAt.get();
        // A clock that was set back must not silence the warnings until it has caught up.
        boolean due = last == Long.MIN_VALUE || now - last >= INTERVAL_MILLIS || now < last;
        if (due && loggedAt.compareAndSet(last, now)) {
            long others = silent.getAndSet(0);
            warn.accept(others == 0 ? message : message + " (" + others + " more since the last such warning)", cause);
        } else {
            silent.incrementAndGet();
            debug.accept(message, cause);
        }
    }
}
