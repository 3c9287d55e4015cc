package dev.latchkey.core.sealing;

import dev.latchkey.core.LatchkeyException;
import org.jspecify.annotations.Nullable;

/** A sealed copy cannot be opened: its sealing key is not there, or it was altered or moved to another secret. */
public final class SealingException extends LatchkeyException {
    private static final long serialVersionUID = 1L;

    SealingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
