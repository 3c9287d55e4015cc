package dev.latchkey.core;

import org.jspecify.annotations.Nullable;

/**
 * The root of every exception that Latchkey throws on purpose. Unchecked; its message never contains key material.
 *
 * <p>What a caller must expect in normal operation (contention, a refused credential, an overload) is a return value,
 * not an exception. Exceptions are left for values that can never be right and for things that broke.
 */
public abstract class LatchkeyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception, for subclasses.
     *
     * @param message what happened, ending with the ids involved, never with a secret
     * @param cause what it was caused by, or null
     */
    protected LatchkeyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
