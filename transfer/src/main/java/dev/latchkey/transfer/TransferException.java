package dev.latchkey.transfer;

import dev.latchkey.core.LatchkeyException;
import org.jspecify.annotations.Nullable;

/** An export that cannot be read, or a value that cannot be written to one. The message names the line. */
public final class TransferException extends LatchkeyException {
    private static final long serialVersionUID = 1L;

    TransferException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    static TransferException at(long line, String problem) {
        return new TransferException("Line " + line + " " + problem, null);
    }
}
