package dev.latchkey.internal;

import dev.latchkey.core.RepeatedWarning;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A logger of failures that may happen at every request. It logs one warning with its stack trace a minute, which says
 * how many there were since the last one. It logs the others at debug. Safe for use by several threads.
 */
public final class RateLimitedLogger {
    private final RepeatedWarning warning;

    /**
     * Takes where and when.
     *
     * @param source the class whose logger is used
     * @param clock tells when a minute has passed
     */
    public RateLimitedLogger(Class<?> source, Clock clock) {
        Logger log = LoggerFactory.getLogger(source);
        this.warning = new RepeatedWarning(log::warn, log::debug, clock::millis);
    }

    /**
     * Logs a failure.
     *
     * @param message what failed, without any secret
     * @param cause the failure; null if there is none
     */
    public void warn(String message, @Nullable Throwable cause) {
        warning.log(message, cause);
    }
}
