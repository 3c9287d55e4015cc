package dev.latchkey;

import dev.latchkey.core.LatchkeyException;

/**
 * What was asked for is not kept, because of how the host configured Latchkey: the store keeps no history, or the audit
 * sink keeps no events that can be read. The message says what to configure.
 *
 * @see Usage#isKept()
 */
public final class NotKeptException extends LatchkeyException {
    private static final long serialVersionUID = 1L;

    NotKeptException(String message) {
        super(message, null);
    }
}
