package dev.latchkey.ports;

import dev.latchkey.core.LatchkeyException;
import org.jspecify.annotations.Nullable;

/**
 * The database behind an adapter failed, or was not reachable in time. The driver's exception is the cause. It says
 * nothing about any key, so it must never be answered like a wrong one.
 */
public final class StoreException extends LatchkeyException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception, for adapters.
     *
     * @param operation what was tried, ending with the ids involved, never with a secret
     * @param cause the driver's exception, or null
     */
    public StoreException(String operation, @Nullable Throwable cause) {
        super(operation, cause);
    }
}
