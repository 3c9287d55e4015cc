package dev.latchkey;

import dev.latchkey.core.LatchkeyException;

/**
 * What was asked for is not kept, because of how the host configured Latchkey: the store keeps no history
 * or cannot be searched, or the audit sink keeps no events that can be read
 * and removed. The message says what to configure.
 *
 * @see Usage#isKept()
 */
public final class NotKeptException extends LatchkeyException {
    private static final long serialVersionUID = 1L;

    NotKeptException(String message) {
        super(message, null);
    }
}
