package dev.latchkey.examples.quickstart;

import org.jspecify.annotations.Nullable;

/** Why the application does not start, in one line for the person who started it. */
final class StartupException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartupException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
