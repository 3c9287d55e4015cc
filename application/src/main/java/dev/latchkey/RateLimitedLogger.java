package dev.latchkey;

import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A logger of failures that may happen at every request. It logs one warning with its stack trace a minute, which says
 * how many there were since the last one. It logs the others at debug. Safe for use by several threads.
 */
public final class RateLimitedLogger {
    private static final long INTERVAL_MILLIS = 60_000;

    private final Logger log;
    private final Clock clock;
    private final AtomicLong loggedAt = new AtomicLong(Long.MIN_VALUE);
    private final AtomicLong silent = new AtomicLong();

    /**
     * Takes where and when.
     *
     * @param source the class whose logger is used
     * @param clock tells when a minute has passed
     */
    public RateLimitedLogger(Class<?> source, Clock clock) {
        this.log = LoggerFactory.getLogger(source);
        this.clock = clock;
    }

    /**
     * Logs a failure.
     *
     * @param message what failed, without any secret
     * @param cause the failure; null if there is none
     */
    public void warn(String message, @Nullable Throwable cause) {
        long now = clock.millis();
        long last = loggedAt.get();
        // A clock that was set back must not silence the warnings until it has caught up.
        boolean due = last == Long.MIN_VALUE || now - last >= INTERVAL_MILLIS || now < last;
        if (due && loggedAt.compareAndSet(last, now)) {
            log.warn("{} ({} more since the last such warning)", message, silent.getAndSet(0), cause);
        } else {
            silent.incrementAndGet();
            log.debug("{}", message, cause);
        }
    }
}
