package dev.latchkey.core.hashing;

import dev.latchkey.core.LatchkeyException;
import org.jspecify.annotations.Nullable;

/**
 * A hash could not be computed: the native library does not load, memory ran out, a stored hash is malformed, or its
 * pepper is missing. It says nothing about whether the presented key is right, so it must never be answered like a
 * wrong one.
 */
public final class HashingException extends LatchkeyException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message the failed computation, without any secret
     * @param cause the original failure
     */
    public HashingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
